/** WebAssembly memories of this worker; `wasmMemories` is read from outside. */
const memories = new Set();
globalThis.wasmMemories = memories;

function note(imports, { exports }) {
  for (const place of [exports, ...Object.values(imports ?? {})]) {
    for (const value of Object.values(place)) {
      if (value instanceof WebAssembly.Memory) memories.add(value);
    }
  }
}

for (const name of ['instantiate', 'instantiateStreaming']) {
  const original = WebAssembly[name];
  WebAssembly[name] = async (source, imports) => {
    const made = await original(source, imports);
    note(imports, made.instance ?? made);
    return made;
  };
}
