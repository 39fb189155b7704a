import { connectToClient } from '../../../web/src/worker/port';
import { serve } from '../../../web/src/worker/serve';
import { fakeGradientCheckModule } from '../worker/fake-gradient-check-module';
import { fakeModule } from '../worker/fake-module';

// A real worker of Node around the fake module: its death is what tests are about.
const { module } = fakeModule({ callMs: 5 });
const { load: loadGradientCheck } = fakeGradientCheckModule();
serve(connectToClient(), {
  load: ({ threads: wanted }) => {
    const threads = wanted === 'auto' ? 1 : wanted;
    return Promise.resolve({ module, variant: 'simd128', threads, end: () => undefined });
  },
  loadGradientCheck,
});
