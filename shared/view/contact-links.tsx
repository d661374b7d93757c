/** An e-mail address that a click writes to. */
export function MailLink({ address }: { address: string }) {
  return (
    <a class="ds-link" href={`mailto:${address}`}>
      {address}
    </a>
  );
}

/** A phone number that a click calls. */
export function PhoneLink({ number }: { number: string }) {
  return (
    <a class="ds-link phone" href={`tel:${number.replaceAll(' ', '')}`}>
      {number}
    </a>
  );
}
