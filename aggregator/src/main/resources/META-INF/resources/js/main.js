// The page starts here.

import { byId } from './dom.js';
import { Page } from './page.js';
import { takeToken } from './token.js';

takeToken();

if (globalThis.echarts) {
  new Page().start();
} else {
  byId('waiting').textContent = 'The charts could not be loaded: _static/echarts is missing from the aggregator.';
}
