// Draws the state machine and the way that one execution took through it.

import { s } from './dom.js';
import { layout } from './layout.js';

let drawn = null;

/**
 * @param definition the state machine in the Amazon States Language
 * @param path the states that were entered, in order
 * @param running whether the last of them is still at work
 */
export function graph(definition, path, running) {
  drawn ??= layout(definition);
  const states = path.map((step) => step.state);
  const here = states.at(-1);
  const taken = new Set(states.slice(1).map((state, i) => `${states[i]}>${state}`));
  const isTaken = (edge) => taken.has(`${edge.from}>${edge.to}`);
  const stateOf = (node) => (node.name === here && running ? 'here' : !states.includes(node.name) ? 'ahead' : node.type === 'Fail' ? 'failed' : 'past');

  return s('svg', {
    class: 'graph', viewBox: `0 0 ${drawn.width} ${drawn.height}`, role: 'img',
    'aria-label': here ? `State machine. ${running ? 'Now in' : 'Ended in'} ${here}, after ${states.slice(0, -1).join(', ') || 'nothing'}.` : 'State machine. No execution is known.',
  },
    s('defs', {}, arrow('arrow'), arrow('arrow-taken')),
    [...drawn.edges].sort((a, b) => isTaken(a) - isTaken(b)).map((edge) => s('path', {
      d: edge.path, class: `edge ${edge.kind} ${isTaken(edge) ? 'taken' : ''}`, 'marker-end': `url(#${isTaken(edge) ? 'arrow-taken' : 'arrow'})`,
    })),
    drawn.nodes.map((node) => s('g', { class: `state ${node.type.toLowerCase()} ${stateOf(node)}`, 'data-state': node.name, 'data-reached': stateOf(node) },
      s('title', {}, `${node.name}. ${node.comment}`),
      s('rect', { x: node.x, y: node.y, width: node.width, height: node.height, rx: node.type === 'Choice' || node.next.length === 0 ? node.height / 2 : 6 }),
      s('text', { x: node.x + node.width / 2, y: node.y + node.height / 2 + 4.5 }, node.name))));
}

const arrow = (id) => s('marker', { id, viewBox: '0 0 8 8', refX: 5, refY: 4, markerWidth: 6, markerHeight: 6, orient: 'auto' }, s('path', { d: 'M0 .8 6.5 4 0 7.2z' }));
