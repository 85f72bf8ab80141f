// Wrong use of the client library, known before anything is sent. What goes wrong on the way is no exception: see send-result.ts.

export type ClientErrorKind =
  | 'not-running'
  | 'already-started'
  | 'group-exists'
  | 'invalid-group'
  | 'invalid-topic'
  | 'invalid-body'
  | 'invalid-property'
  | 'invalid-batch'
  | 'invalid-subscription'
  | 'invalid-queue'
  | 'invalid-options'
  | 'damaged-offsets'
  | 'damaged-effects';

export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly kind: ClientErrorKind;
  constructor(kind: ClientErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
