import { connectToClient } from './port';
import { serve } from './serve';
import { chooseVariant, loadGradientCheckModule, loadModule } from './wasm-module';

serve(connectToClient(), async (wanted) => {
  const variant = await chooseVariant(wanted);
  const module = await loadModule(variant);
  return { variant, module, loadGradientCheck: loadGradientCheckModule };
});
