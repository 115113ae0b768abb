import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { SlowestSection } from '../../../analysis/slowest-finding.ts';
import { stepName } from '../../../render/terminal/call-step.ts';
import { duration } from '../../../render/terminal/duration.ts';
import { counted } from '../../../model/counted.ts';
import { percent } from '../../../render/terminal/words.ts';
import { printable } from '../../../render/terminal/printable.ts';
import { type Address, changed, go } from '../address.ts';
import type { PageProps } from '../page-props.ts';
import {
  type FlameBox,
  flameBoxes,
  type FlameNode,
  flameTree,
  nodeAt,
} from '../data/flame-tree.ts';
import { PLAIN } from '../data/sentences.ts';
import { Answered, useScoped } from '../parts/answer.tsx';
import { serviceClass } from '../parts/colours.tsx';
import { Outside, Share, Time } from '../parts/figures.tsx';
import { TraceLink } from '../parts/link.tsx';
import { AskedNotes, ScopeBar } from '../parts/scope-bar.tsx';

/** Every place of every section is drawn. */
const ALL = 100_000;
const ROW = 24;

/** The critical path of all requests as one flame graph: the width of a place is the time that they waited in it and below. */
export function Flame({ address, about }: PageProps): JSX.Element {
  const answer = useScoped(address, (ask, scope) =>
    ask('slowest', scope, { by: 'path', groupBy: undefined, limit: ALL }),
  );
  return (
    <>
      <ScopeBar address={address} about={about} />
      <h1>
        Critical-path flame graph{' '}
        <small>width: time that the requests waited there and below it; a click narrows it</small>
      </h1>
      <Answered answer={answer}>
        {(value) => (
          <>
            <AskedNotes asked={value} />
            {value.finding.sections.length === 0 && <p class="empty">No complete trace to rank.</p>}
            {value.finding.sections.slice(0, MOST_SECTIONS).map((section) => (
              <Section
                key={`${section.service} ${section.operation}`}
                section={section}
                address={address}
              />
            ))}
          </>
        )}
      </Answered>
    </>
  );
}

const MOST_SECTIONS = 8;

interface SectionProps {
  readonly section: SlowestSection;
  readonly address: Address;
}

/** What it is narrowed to stands in the address, so that the back button widens it. */
function Section({ section, address }: SectionProps): JSX.Element | null {
  const { service, operation, requests, totalUs } = section;
  const root = useMemo(() => flameTree(section.paths), [section]);
  const [shown, setShown] = useState<string>();
  if (root === undefined) return null;
  const { path, query } = address;
  const focus = nodeAt(root, query.get('at'));
  const narrow = (at?: string): void => go(path, changed(query, { at }));
  const boxes = flameBoxes(focus ?? root);
  const rows = 1 + boxes.reduce((most, { row }) => Math.max(most, row), 0);
  return (
    <section data-section={`${service} ${operation}`}>
      <h2>
        <Outside text={`${service} ${operation}`} />{' '}
        <small>
          {counted(requests, 'request')} · <Time us={totalUs} title="in all" /> in all
        </small>
      </h2>
      <div
        class="flame"
        role="group"
        aria-label={`Flame graph of ${printable(service)} ${printable(operation)}`}
        style={{ height: `${rows * ROW}px` }}
      >
        {boxes.map((box) => (
          <Box
            key={box.node.key}
            box={box}
            requests={requests}
            wholeUs={totalUs}
            onFocus={() => narrow(box.node.key)}
            onShow={() => setShown(box.node.key)}
          />
        ))}
      </div>
      <div class="toolbar">
        <button
          type="button"
          disabled={focus === undefined || focus === root}
          onClick={() => narrow()}
        >
          Show all
        </button>
        <Shown
          node={nodeAt(root, shown ?? null) ?? focus ?? root}
          requests={requests}
          wholeUs={totalUs}
        />
      </div>
    </section>
  );
}

interface BoxProps {
  readonly box: FlameBox;
  readonly requests: number;
  readonly wholeUs: number;
  readonly onFocus: () => void;
  readonly onShow: () => void;
}

function Box({ box, requests, wholeUs, onFocus, onShow }: BoxProps): JSX.Element {
  const { node, row, left, width } = box;
  const name = printable(`${node.step.service} ${stepName(node.step, PLAIN)}`);
  const label = `${name}: ${percent(node.totalUs / wholeUs)}, ${duration(node.totalUs / requests)} per request`;
  return (
    <button
      type="button"
      class={`flame-box ${serviceClass(node.step.service)}`}
      style={{ left: `${left * 100}%`, width: `${width * 100}%`, top: `${row * ROW}px` }}
      title={label}
      aria-label={label}
      data-total-us={node.totalUs}
      data-own-us={node.ownUs}
      onClick={onFocus}
      onMouseEnter={onShow}
      onFocus={onShow}
    >
      {width > 0.03 && name}
    </button>
  );
}

interface ShownProps {
  readonly node: FlameNode;
  readonly requests: number;
  readonly wholeUs: number;
}

const Shown = ({ node, requests, wholeUs }: ShownProps): JSX.Element => (
  <p class="facts">
    <b>
      <Outside text={`${node.step.service} ${stepName(node.step, PLAIN)}`} />
    </b>
    <span>
      with all below <Time us={node.totalUs / requests} title="per request" /> (
      <Share of={node.totalUs / wholeUs} />)
    </span>
    <span>
      itself <Time us={node.ownUs / requests} title="per request" /> (
      <Share of={node.ownUs / wholeUs} />)
    </span>
    {node.exemplarTraceId !== undefined && (
      <span>
        slowest <TraceLink id={node.exemplarTraceId} />
      </span>
    )}
  </p>
);
