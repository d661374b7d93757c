export { aSimulatedTable as aTable } from '../support/engines.ts';
