// The product's mark: a latchkey, its bow a ring and its bit two teeth, on a tile in the accent colour.

export function ProductMark(props: { readonly size?: number }) {
  const size = props.size ?? 36;
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <rect width="48" height="48" rx="13" fill="var(--latch-accent)" />
      <g fill="none" stroke="var(--latch-on-accent)" strokeWidth="4" strokeLinecap="round">
        <circle cx="24" cy="15.5" r="6.5" />
        <path d="M24 22v17M24 31h6.5M24 37.5h4.5" />
      </g>
    </svg>
  );
}
