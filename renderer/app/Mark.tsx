/** The product's sign: a folded sheet with a seal. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <path
        d="M5 3.5h9.5L19 8v12.5H5z"
        fill="var(--paper-raised)"
        stroke="var(--ink)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <path d="M14.5 3.5V8H19" stroke="var(--ink)" strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx="12" cy="14" r="3.25" fill="var(--accent)" />
    </svg>
  );
}
