// Builds and updates elements. Data becomes text or an attribute's value, never markup, because names of
// runs can come from anybody who publishes steps.

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

/** Changes the document only if the text differs, to keep selections and not to disturb screen readers. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows a text; hides the element if the text is empty. */
export function setNote(node, text) {
  node.hidden = text === '';
  setText(node, text);
}

/** Gives a list these options; does nothing if it has them already. */
export function setOptions(list, values) {
  if ([...list.children].map(({ value }) => value).join() === values.join()) return;
  list.replaceChildren(...values.map((value) => element('option', { value }, value)));
}

/**
 * Keeps one child for each item, by key, over updates, so that focus and scroll position are kept.
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
  const sample = element('span', { class: 'swatch', 'aria-hidden': 'true' });
  sample.style.borderTop = `3px ${dashed ? 'dashed' : 'solid'} ${colour}`;
  return sample;
}
