/** The Morgy that was just made and has no name of its own yet: its page begins with the name, ready to be typed over. */
import { create } from 'zustand';

export const useNewMorgy = create<{ id: string | null }>()(() => ({ id: null }));
