/** Reviews: how many stars, over time and in all. */
import type { Granularity } from '../lib/period/types.ts';
import { bucketsOf, instantsOf } from '../lib/period/range.ts';
import type { Zone } from '../lib/period/zone.ts';
import type { Rated, Review } from './contract.ts';

export function ratedOf(reviews: readonly Pick<Review, 'rating'>[]): Rated {
  const distribution: Rated['distribution'] = [0, 0, 0, 0, 0];
  let stars = 0;
  for (const { rating } of reviews) {
    const place = rating - 1;
    distribution[place] = (distribution[place] ?? 0) + 1;
    stars += rating;
  }
  const count = reviews.length;
  return { count, hundredths: count === 0 ? null : Math.round((stars * 100) / count), distribution };
}

export function reviewSeries(
  reviews: readonly Review[],
  range: { from: string; to: string },
  by: Granularity,
  zone: Zone,
): (Rated & { from: string; to: string })[] {
  return bucketsOf(range, by).map((bucket) => {
    const [from, until] = instantsOf(zone, bucket).map((instant) => new Date(instant).toISOString());
    return { ...bucket, ...ratedOf(reviews.filter(({ at }) => at >= (from ?? '') && at < (until ?? ''))) };
  });
}
