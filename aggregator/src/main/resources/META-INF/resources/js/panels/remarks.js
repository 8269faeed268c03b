// What is inconsistent in a run, in the aggregator's own words.

import { byId, element, keepChildren } from '../dom.js';

export function drawRemarks(run) {
  byId('remarks').hidden = run.remarks.length === 0;
  keepChildren(byId('remarks'), run.remarks, (remark) => remark, createItem);
}

function createItem(remark) {
  const item = element('li', {}, remark);
  item.update = () => {};
  return item;
}
