/*
 * The yardstick of the intake through the local stack: a server that writes each submission into
 * SQLite, waits for the disk, and answers. It checks nothing and mails nothing.
 *   node bench/bare-intake.ts FILE
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';

const [file = ''] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE submissions (body TEXT NOT NULL)');
const insert = database.prepare('INSERT INTO submissions VALUES (?)');

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    insert.run(Buffer.concat(chunks).toString());
    response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`Ready: http://127.0.0.1:${port}/lv/`);
});
