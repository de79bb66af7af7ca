// A value that has come to rest: what is typed is searched for when the typing pauses, not at every letter.

import { useEffect, useState } from "react";

const pauseMs = 300;

export function useLater<Value>(value: Value): Value {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}
