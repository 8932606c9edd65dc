/** The question which Morgy something is for, asked where none is open: files that were dropped, a command from the palette. */
import { create } from 'zustand';
import type { MorgySummary } from '../../main/studio/morgys/contract.ts';
import { studio } from './client.ts';
import { useNavigation } from './navigation.ts';

export interface MorgyQuestion {
  /** Title of the dialog: "Which Morgy gets them?". */
  title: string;
  /** What will happen with the one that is chosen. */
  about: string;
  /** Offered as the last answer, where a Morgy made for it makes sense. */
  orNew: boolean;
  onChosen: (morgy: Pick<MorgySummary, 'id' | 'name'>) => void;
}

export const useMorgyQuestion = create<{ question: MorgyQuestion | null }>()(() => ({ question: null }));

export const closeMorgyQuestion = (): void => useMorgyQuestion.setState({ question: null });

/** The Morgy that the page is about; null where it is about none, or about several. */
export function morgyHere(): string | null {
  const { route } = useNavigation.getState();
  if (route.name === 'morgy') return route.id;
  return route.name === 'knowledge' ? route.morgyId : null;
}

/** Answered by the page where that is about one Morgy, and asked otherwise. */
export async function askWhichMorgy(question: MorgyQuestion): Promise<void> {
  const here = morgyHere();
  const known = here === null ? null : await studio.request('morgys.get', { id: here }).catch(() => null);
  if (known) question.onChosen(known);
  else useMorgyQuestion.setState({ question });
}
