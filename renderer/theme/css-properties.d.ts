/** Lets React's style carry custom properties: a component hands its stylesheet a measure or a colour that way. */
import 'react';

declare module 'react' {
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
