import { type ParityCase, VALIDATED } from './cases.js';
import { sideBySide } from './side-by-side.js';

const MOMENTUM = { mom: 0.9, wd: 0.0005, lr: 0.0137 };
const TWO_DEVICES = { cpus: 2, 'kv-store': 'device' };

const factors: ParityCase[] = [
  { title: 'rates of single layers', flags: { 'lr-mult': 'conv0=0.1,_pw_weight=2.5,head=10' } },
  { title: 'the later of two factors', flags: { 'lr-mult': 'backbone=0.1,bn0=0.3,bn=0.7' } },
  { title: 'no rate at all for the kept part', flags: { 'lr-mult': 'backbone=0' } },
  { title: 'decays of single layers', flags: { 'wd-mult': 'conv1=3,gamma=0,_bias$=1.5,beta=2' } },
  {
    title: 'rates and decays with Adam',
    flags: { optimizer: 'adam', lr: 0.001, 'lr-mult': 'backbone=0.1', 'wd-mult': 'head=0' },
  },
  {
    title: 'factors that go before those of the network',
    network: 'attributes',
    flags: { lr: 0.0001, 'lr-mult': 'slow=0.7,head=3', 'wd-mult': 'decayed_bias=0.3,odd=2' },
  },
  {
    title: 'rates of single layers on two devices, and a schedule',
    flags: { ...TWO_DEVICES, 'lr-mult': 'conv=0.1,fc=10', 'lr-step-epochs': '1' },
  },
].map((item) => ({ ...item, flags: { ...MOMENTUM, ...item.flags } }));

sideBySide('Single layers learn as in Python', factors, { MXNET_ENGINE_TYPE: 'NaiveEngine' });

const frozen: ParityCase[] = [
  { title: 'a parameter', flags: { 'fixed-params': 'conv0_weight' } },
  { title: 'patterns', flags: { 'fixed-params': 'conv1_,_beta$,fc_bias' } },
  { title: 'everything but the head, the averages not', flags: { 'fixed-params': 'backbone' } },
  { title: 'patterns on two devices', flags: { ...TWO_DEVICES, 'fixed-params': 'conv1_,bn2' } },
  { title: 'the kept part, with its averages', flags: { freeze: 'backbone' } },
  { title: 'the first three layers', flags: { freeze: '3' } },
  { title: 'all batch normalization', flags: { 'freeze-bn': true } },
  {
    title: 'normalization whose gamma is fixed, which it sets to 1',
    network: 'normalizations',
    flags: { 'freeze-bn': true, 'fixed-params': 'fixed_gamma' },
  },
  {
    title: 'layers, parameters and rates at once',
    network: 'resnet20',
    flags: {
      lr: 0.001,
      freeze: '5',
      'freeze-bn': true,
      'fixed-params': 'stage1',
      'lr-mult': 'stage2=0.3',
    },
  },
].map((item) => ({ ...item, flags: { ...MOMENTUM, ...VALIDATED, ...item.flags } }));

sideBySide('What is frozen stays, and the rest goes on as in Python', frozen, {
  MXNET_ENGINE_TYPE: 'NaiveEngine',
});
