// The few response codes that remoting itself answers with (facts 1.5). All others are the protocol's.

export const RESPONSE = { success: 0, systemError: 1, systemBusy: 2, requestCodeNotSupported: 3 } as const;
