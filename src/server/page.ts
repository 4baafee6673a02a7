/** The page at `/`: one drops an image and sees the classes. It loads nothing from elsewhere. */

import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
#drop { display: block; border: 2px dashed gray; border-radius: .5rem; padding: 2rem; text-align: center; cursor: pointer }
#drop.over { border-color: royalblue }
img { max-width: 100%; max-height: 20rem }
table { width: 100%; border-collapse: collapse; margin-top: 1rem }
td { padding: .25rem .5rem; overflow-wrap: anywhere }
td:last-child { width: 50% }
meter { width: 100% }
#message { color: crimson }
`;

const SCRIPT = `
const find = (id) => document.getElementById(id);
const drop = find('drop');
const headers = () => find('token').value === '' ? {} : { authorization: 'Bearer ' + find('token').value };
async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error?.message ?? response.statusText);
  return body;
}
async function showModels() {
  find('message').textContent = '';
  const { models } = await answer(await fetch('v1/models', { headers: headers() }));
  find('model').replaceChildren(...models.map(({ name }) => new Option(name)));
}
let shown = 0;
async function show(file) {
  const mine = ++shown;
  find('message').textContent = '';
  find('classes').replaceChildren();
  URL.revokeObjectURL(find('image').src);
  find('image').src = URL.createObjectURL(file);
  const rows = await classify(file).catch((error) => error);
  // Another image is there meanwhile.
  if (mine !== shown) return;
  if (rows instanceof Error) tell(rows);
  else find('classes').replaceChildren(...rows);
}
async function classify(file) {
  const query = new URLSearchParams({ topK: '5', model: find('model').value });
  const type = file.type.startsWith('image/') ? file.type : 'application/octet-stream';
  const request = { method: 'POST', body: file, headers: { ...headers(), 'content-type': type } };
  const { predictions } = await answer(await fetch('v1/classify?' + query, request));
  return predictions.map(row);
}
function row({ label, probability }) {
  const line = document.createElement('tr');
  const meter = document.createElement('meter');
  meter.value = probability;
  for (const content of [label, (100 * probability).toFixed(1) + ' %', meter]) {
    line.insertCell().append(content);
  }
  return line;
}
const tell = (error) => { find('message').textContent = error.message; };
drop.addEventListener('dragover', (event) => { event.preventDefault(); drop.classList.add('over'); });
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  const [file] = event.dataTransfer.files;
  if (file) void show(file);
});
find('file').addEventListener('change', (event) => {
  const [file] = event.target.files;
  if (file) void show(file);
});
find('token').addEventListener('change', () => showModels().catch(tell));
showModels().catch(tell);
`;

/** The whole page. */
export const PAGE: string = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>mxnet-finetune</title>
<style>${STYLE}</style>
<h1>What is on it?</h1>
<p><label>Model <select id="model"></select></label> <label>Token <input id="token" type="password" autocomplete="off"></label></p>
<label id="drop">Drop an image here, or click to choose one<input id="file" type="file" accept="image/*" hidden></label>
<p id="message" role="alert"></p>
<p><img id="image" alt=""></p>
<table><tbody id="classes" aria-live="polite"></tbody></table>
<p><a href="openapi.json">The interface for programs</a></p>
<script>${SCRIPT}</script>
</html>
`;

/** Nothing but what the page itself holds may run or be shown in it. */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  "connect-src 'self'",
  'img-src blob: data:',
  `script-src '${digestOf(SCRIPT)}'`,
  `style-src '${digestOf(STYLE)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
