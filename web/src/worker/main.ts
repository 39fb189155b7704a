import { connectToClient } from './port';
import { serve } from './serve';
import { chooseVariant, loadModule } from './wasm-module';

serve(connectToClient(), async (wanted) => {
  const variant = await chooseVariant(wanted);
  return { variant, module: await loadModule(variant) };
});
