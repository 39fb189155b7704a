// The library's worker, with an eye on the memory of the modules that it instantiates.
import './watch-memories.mjs';
import '../../../dist/inkling-worker.js';
