import { counted } from '../../model/counted.ts';
import type { Facts, MonitorFacts } from '../facts.ts';
import { type Finding, HERE } from './finding.ts';

/** Longer than one wants to wait for a curve after a request. */
const FLUSH_MS = 15_000;

type Link = Pick<Finding, 'component' | 'tried' | 'cameBack' | 'means' | 'change'>;

/** Whether a link of the way is known to be broken. */
export const isBroken = (monitor: MonitorFacts): boolean => brokenLink(monitor) !== undefined;

/** The Monitor tab of a lab with a Prometheus: spans and traces are well without it. */
export function judgeMonitor({ monitor, services }: Facts): Finding | undefined {
  if (!monitor) return undefined;
  // Without a span there is nothing to count.
  const isEmpty =
    monitor.tab.shown === 0 && services.some(({ direct }) => direct.arrivedAs !== undefined);
  const link = brokenLink(monitor) ?? (isEmpty ? unknownLink(monitor) : undefined);
  return link && { cause: 'monitor', from: HERE, ...link };
}

/** The first broken link, from the counter to the tab. */
const brokenLink = (monitor: MonitorFacts): Link | undefined =>
  uncounted(monitor) ?? unscraped(monitor) ?? unasked(monitor);

function uncounted({ counting }: MonitorFacts): Link | undefined {
  const none = counting.find(({ counts }) => !counts);
  if (none)
    return {
      component: none.component,
      tried: `the configuration of ${none.component}`,
      cameBack: 'no connector spanmetrics among the exporters of its traces',
      means: `${none.component} does not count the spans that it receives`,
      change:
        'name the connector spanmetrics as an exporter of the traces pipeline, and as the receiver of a metrics pipeline',
    };
  const late = counting.find(({ flushMs }) => flushMs > FLUSH_MS);
  return (
    late && {
      component: late.component,
      tried: `the configuration of ${late.component}`,
      cameBack: `metrics_flush_interval is ${late.flushMs / 1000} s`,
      means: `${late.component} shows what it has counted after ${late.flushMs / 1000} s at the latest`,
      change: 'lower metrics_flush_interval of the connector spanmetrics, for example to 5s',
    }
  );
}

function unscraped({ targets, counting }: MonitorFacts): Link | undefined {
  if (!targets || counting.length === 0) return undefined;
  const down = targets.find(({ problem }) => problem !== undefined);
  if (!down && targets.length > 0) return undefined;
  const counters = counting.map(({ component }) => component).join(', ');
  return {
    component: 'prometheus',
    tried: "Prometheus' list of what it scrapes",
    cameBack: down ? `${down.url}: ${down.problem ?? ''}` : 'an empty list',
    means: 'Prometheus does not get what Jaeger has counted',
    change: `scrape port 8889 of ${counters}, where the exporter prometheus listens`,
  };
}

function unasked({ asking }: MonitorFacts): Link | undefined {
  const none = asking.find(({ asks }) => !asks);
  if (none)
    return {
      component: none.component,
      tried: `the configuration of ${none.component}`,
      cameBack: 'no metrics storage',
      means: `the Monitor tab of ${none.component} has nothing to ask`,
      change: `set ${none.set.storage}`,
    };
  const other = asking.find(({ isNamed }) => !isNamed);
  return (
    other && {
      component: other.component,
      tried: `the configuration of ${other.component}`,
      cameBack: 'other names of metrics than those that the connector spanmetrics gives',
      means: `${other.component} asks Prometheus for metrics that it does not have`,
      change: `set ${other.set.names}`,
    }
  );
}

const unknownLink = ({ asking, tab }: MonitorFacts): Link => ({
  component: asking[0]?.component ?? 'jaeger',
  tried: `the calls of ${counted(tab.services, 'service')}, as the Monitor tab asks ${tab.url} for them`,
  cameBack: `nothing within ${tab.waitedMs} ms`,
  means: 'spans are counted, scraped and asked for, but the names or the times do not fit',
  change:
    'compare the names of the metrics in Prometheus with those that Jaeger asks for, which its log has',
});
