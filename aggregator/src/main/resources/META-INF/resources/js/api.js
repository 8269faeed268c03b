// The aggregator's REST interface. Every failure is one of the two errors below.

/** The aggregator answered with an error; the message is the aggregator's. */
export class RequestRefused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The aggregator did not answer. */
export class ConnectionLost extends Error {}

async function get(path, parameters, signal) {
  const query = new URLSearchParams(Object.entries(parameters).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])));
  return ask(query.size > 0 ? `${path}?${query}` : path, { signal, headers: { accept: 'application/json' } });
}

async function ask(address, request) {
  let response;
  try {
    response = await fetch(address, request);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ConnectionLost('The aggregator does not answer.', { cause: error });
  }
  if (!response.ok) throw new RequestRefused(response.status, await reason(response));
  return response.json();
}

async function reason(response) {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text);
    if (error) return error;
  } catch {
    // Not from the aggregator, but for example a proxy's page: only the status is known.
  }
  return `${response.url} answered ${response.status} ${response.statusText}.`;
}

const runPath = (run) => `api/runs/${encodeURIComponent(run)}`;

export async function fetchRuns(signal) {
  return (await get('api/runs', {}, signal)).runs;
}

/** Runs of an earlier version can have the id '.' or '..', which an address cannot contain. */
export function fetchRun(run, signal) {
  if (run === '.' || run === '..') return Promise.reject(new RequestRefused(404, `No address can name run '${run}'.`));
  return get(runPath(run), {}, signal);
}

/** The run in words. */
export async function fetchVerdict(run, window, signal) {
  return (await get(`${runPath(run)}/verdict`, { window }, signal)).verdict;
}

/** The newest first; null while the curvature service is away. */
export async function fetchReplays(signal) {
  return (await unlessAway(get('api/replays', {}, signal)))?.replays ?? null;
}

/** Which curvatures there are, and what names mean; null while the curvature service is away. */
export function fetchCurvatures(names, signal) {
  return unlessAway(get('api/curvatures', { name: names }, signal));
}

/** How many steps of each run can be replayed; null while the curvature service is away. */
export async function fetchKeptSteps(signal) {
  return (await unlessAway(get('api/kept-steps', {}, signal)))?.runs ?? null;
}

/** null if a service behind the aggregator is away, which the foot of the page shows. */
async function unlessAway(answer) {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RequestRefused && error.status >= 500) return null;
    throw error;
  }
}

export function fetchStatus(signal) {
  return get('api/status', {}, signal);
}

/** The quantities of every observation: [{name, description, unit, bucketed}]. */
export async function fetchQuantities(signal) {
  return (await get('api/quantities', {}, signal)).quantities;
}

/**
 * Rows of a series, or buckets if there are more than `points` rows.
 *
 * @param what observations, statistics or ratio
 * @param parameters curvature, from, to, points, and: quantity, additional ones for buckets of
 *     observations; window of statistics; reference, the curvature whose α* are the divisors of ratios
 */
export function fetchSeries(run, what, parameters, signal) {
  return get(`${runPath(run)}/${what}`, parameters, signal);
}

/** The steps that have histograms: [{name, batch, steps}]. */
export async function fetchHistogramSteps(run, signal) {
  return (await get(`${runPath(run)}/histograms/steps`, {}, signal)).histograms;
}

/**
 * Histograms, at most `points` of them: {bucket_steps, histograms: [{step, axes, counts}]}.
 *
 * @param parameters name, batch, from, to, points
 */
export function fetchHistograms(run, parameters, signal) {
  return get(`${runPath(run)}/histograms`, parameters, signal);
}

/** @param token the system's token, which every change needs */
export function stopRun(run, token) {
  return change('POST', `${runPath(run)}/stop`, token);
}

/** @param request {run, curvatures, first_step, last_step} */
export function startReplay(request, token) {
  return change('POST', 'api/replays', token, request);
}

export function cancelReplay(replay, token) {
  return change('DELETE', `api/replays/${encodeURIComponent(replay)}`, token);
}

function change(method, path, token, body = null) {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  return body === null ? ask(path, { method, headers })
    : ask(path, { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

export function exportAddress(run, format) {
  return `${runPath(run)}/export?format=${format}`;
}
