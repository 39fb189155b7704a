// Empty on purpose: Eigen's SSE headers include the MMX header, which Emscripten lacks, and
// use nothing from it.
