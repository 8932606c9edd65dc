/** An image file as an avatar: a square PNG of at most 512 pixels, as a data URL that travels with the Morgy. */

/** Pixels a side. */
const SIDE = 512;
/** Bytes of the file that is read; what comes out is far smaller. */
const LARGEST = 20 * 1024 * 1024;

export async function avatarFrom(file: File): Promise<string> {
  if (file.size > LARGEST) throw new Error(`${file.name} has more than 20 MB. Choose a smaller image.`);
  const image = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is not an image that can be read. PNG, JPEG, WebP, GIF and AVIF work.`);
  });
  const crop = Math.min(image.width, image.height);
  const side = Math.min(SIDE, crop);
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window cannot draw images right now.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (image.width - crop) / 2, (image.height - crop) / 2, crop, crop, 0, 0, side, side);
  image.close();
  return canvas.toDataURL('image/png');
}
