// Work that nobody awaits.

/** Its failure is a bug of ours and fails the process as an unhandled rejection: nobody else would see it. */
export function inBackground(work: Promise<void>): void {
  work.then(undefined, (error: unknown) => {
    throw error;
  });
}
