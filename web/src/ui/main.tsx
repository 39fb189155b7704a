import { render } from 'preact';
import { browserServices } from '../state/services';
import { createStore } from '../state/store';
import { App } from './app';
import { isolateNextVisit } from './isolate-next-visit';
import { StoreProvider } from './store-context';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/header.css';
import './styles/settings.css';
import './styles/training.css';
import './styles/closer-look.css';
import './styles/drawing.css';

isolateNextVisit();
const store = createStore(browserServices());
render(
  <StoreProvider value={store}>
    <App />
  </StoreProvider>,
  document.body,
);
