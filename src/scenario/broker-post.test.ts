import { describe, expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import { replicaLag } from '../../scenarios/replica-lag.ts';
import { masterPost, replicationOf, slavePost } from './broker-post.ts';
import { drawPlan } from './draw-plan.ts';

const plan = drawPlan(replicaLag, '0:0', 'calm');
const alone = { ...plan, topology: { ...plan.topology, slavesPerBroker: 0 } };

describe('the post of a broker', () => {
  test('gives the master the role of the design, and makes the others slaves of its name', () => {
    const slave = slavePost('broker-0', 1);
    expect(slave).toMatchObject({ machine: 'broker-0-slave-1', brokerName: 'broker-0', brokerId: 1 });
    expect(replicationOf(masterPost('broker-0'), plan, baseline)).toMatchObject({ role: 'SYNC_MASTER' });
    expect(replicationOf(slave, plan, baseline)).toMatchObject({ role: 'SLAVE', inSyncReplicas: 2 });
  });

  test('replicates asynchronously where the design says nothing, as RocketMQ does, and not at all without slaves', () => {
    const silent = { ...baseline, options: {} };
    expect(replicationOf(masterPost('broker-0'), plan, silent)?.role).toBe('ASYNC_MASTER');
    expect(replicationOf(masterPost('broker-0'), alone, baseline)).toBeUndefined();
  });

  test('passes on what an operator has told it: its epoch, where masters ask for their place, and whom it follows', () => {
    const promoted = { ...slavePost('broker-0', 1), brokerId: 0, epoch: 2, masterAddress: undefined };
    const fenced = { ...baseline, options: { replication: { masterFence: 'name-servers' } } } as const;
    expect(replicationOf(promoted, plan, fenced)?.epoch).toBe(2);
    expect(replicationOf(promoted, plan, baseline)?.epoch).toBe(0);
    const follower = { ...slavePost('broker-0', 2), masterAddress: '10.0.0.1:10912' };
    expect(replicationOf(follower, plan, baseline)?.masterAddress).toBe('10.0.0.1:10912');
  });

  test('lets what the design sets win over what the conditions drew', () => {
    const drawn = plan.conditions.replication?.transferBatchBytes;
    expect(drawn).toBeDefined();
    const set = { ...baseline, options: { replication: { transferBatchBytes: 7 } } };
    expect(replicationOf(masterPost('broker-0'), plan, baseline)?.transferBatchBytes).toBe(drawn);
    expect(replicationOf(masterPost('broker-0'), plan, set)?.transferBatchBytes).toBe(7);
  });
});
