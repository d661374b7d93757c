import type { LogsModel } from './describe-logs.ts';
import { INK, Link, MONO } from './frame.tsx';

/** What a mail says of logs, for its foot. A checkpoint can be copied from here too. */
export function Logs({ logs }: { logs: LogsModel | null }) {
  if (logs === null) return null;
  const { title, what, check, checkpoints } = logs;
  return (
    <>
      <p style="margin:16px 0 0">
        <b class="i" style={`color:${INK}`}>
          {title}
        </b>
        <br />
        {what} <Link href={check.href}>{check.label}</Link>
      </p>
      {checkpoints.map(({ of, lines }) => (
        <>
          <p style="margin:8px 0 0">{of}</p>
          <p class="m" style={`margin:4px 0 0;font:11px/1.4 ${MONO};word-break:break-all`}>
            {lines.map((line, index) => (
              <>
                {index > 0 && <br />}
                {line}
              </>
            ))}
          </p>
        </>
      ))}
    </>
  );
}
