import { connectToClient } from './port';
import { serve } from './serve';
import { chooseVariant, loadGradientCheckModule, loadModule, usefulThreads } from './wasm-module';

serve(connectToClient(), async (wanted) => {
  const variant = await chooseVariant(wanted.variant);
  const most = wanted.threads === 'auto' ? usefulThreads() : wanted.threads;
  const { module, threads } = await loadModule(variant, most);
  return { variant, threads, module, loadGradientCheck: loadGradientCheckModule };
});
