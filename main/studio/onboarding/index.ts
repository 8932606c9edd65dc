/** What other capabilities may know of onboarding. */
export { createOnboarding } from './service.ts';
export { waitingFacts } from './session.ts';
