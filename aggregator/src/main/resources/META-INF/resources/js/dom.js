// Building and updating elements. Data only ever becomes text or an attribute's value, never markup:
// names of runs come from whoever publishes them.

/** element('a', {href: '#', class: 'x'}, 'text', child) */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Touches the document only if the text differs, so that screen readers and selections rest. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * One child for each item, kept by key over updates, so that focus and scrolling survive.
 *
 * @param create (item) → a node whose `update(item)` fills it
 */
export function keepChildren(parent, items, keyOf, create) {
  const old = new Map([...parent.children].map((child) => [child.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    let child = old.get(key);
    old.delete(key);
    if (!child) {
      child = create(item);
      child.key = key;
    }
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
    child.update(item);
  });
  old.forEach((child) => child.remove());
}

/** A short sample of a curve: a line, dashed or not. */
export function swatch(colour, dashed) {
  const namespace = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(namespace, 'svg');
  for (const [name, value] of Object.entries({ class: 'swatch', width: 26, height: 10, 'aria-hidden': true })) {
    picture.setAttribute(name, value);
  }
  const line = document.createElementNS(namespace, 'path');
  const attributes = { d: 'M1 5H25', stroke: colour, 'stroke-width': 3, 'stroke-dasharray': dashed ? '5 3' : 'none' };
  for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, value);
  picture.append(line);
  return picture;
}
