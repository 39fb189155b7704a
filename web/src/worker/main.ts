import { connectToClient } from './port';
import { serve } from './serve';
import { loadGradientCheckModule, loadModule } from './wasm-module';

serve(connectToClient(), { load: loadModule, loadGradientCheck: loadGradientCheckModule });
