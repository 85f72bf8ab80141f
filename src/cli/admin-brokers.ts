// What `windtunnel admin brokers` does.

import { MASTER_ID } from '../messaging/protocol/route-data.ts';
import { type AdminFlags, answer, printTable, withAdministration } from './admin-session.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printData } from './terminal.ts';

export function runListBrokers(flags: AdminFlags): Promise<ExitCode> {
  return withAdministration(flags, async ({ administration }) => {
    const rivals = await administration.rivalMasters();
    const members = (await administration.clusterMembers()).map((member) => ({
      ...member,
      alsoMasters:
        member.brokerId === MASTER_ID ? othersOf(rivals.get(member.brokerName), member.address) : [],
    }));
    answer(flags, members, () => {
      if (members.length === 0) return printData('no brokers yet');
      const rows = members.map(({ brokerName, brokerId, address }) => [brokerName, brokerId, address]);
      printTable(['broker', 'id', 'address'], rows);
      for (const { brokerName, address, alsoMasters } of members) {
        if (alsoMasters.length > 0) printData(warning(brokerName, [address, ...alsoMasters]));
      }
    });
    return EXIT.held;
  });
}

function othersOf(claimants: readonly string[] = [], address: string): readonly string[] {
  return claimants.filter((claimant) => claimant !== address);
}

function warning(brokerName: string, masters: readonly string[]): string {
  return `${brokerName} has ${masters.length} masters: ${masters.join(' and ')}. Stop the one that was replaced, and start it as a slave with an empty folder`;
}
