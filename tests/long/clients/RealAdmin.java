// RocketMQ's own administration tool against a name server: argument 1 is a file with {nameServer: its address, broker: that of its broker}.

import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.remoting.protocol.admin.TopicOffset;
import org.apache.rocketmq.remoting.protocol.body.ClusterInfo;
import org.apache.rocketmq.remoting.protocol.body.ConsumerConnection;
import org.apache.rocketmq.remoting.protocol.heartbeat.ConsumeType;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

public final class RealAdmin {
    private static final String CLUSTER = "DefaultCluster";
    private static String nameServer;
    private static String broker;
    private static DefaultMQAdminExt admin;
    private static DefaultMQProducer producer;

    public static void main(String[] arguments) throws Exception {
        JSONObject task = JSON.parseObject(Files.readString(Path.of(arguments[0])));
        nameServer = task.getString("nameServer");
        broker = task.getString("broker");
        admin = new DefaultMQAdminExt(10_000);
        admin.setNamesrvAddr(nameServer);
        admin.setInstanceName("admin");
        admin.start();
        producer = new DefaultMQProducer("a-producers");
        producer.setNamesrvAddr(nameServer);
        producer.setInstanceName("a-producers");
        producer.start();
        Rows rows = new Rows();
        rows.add("cluster and broker", RealAdmin::cluster);
        rows.add("topics: create, look, change, delete", RealAdmin::topics);
        rows.add("groups: create, look, delete", RealAdmin::groups);
        rows.add("a running group: members, lag, who consumes", RealAdmin::running);
        rows.add("a running group is sent back", RealAdmin::reset);
        rows.add("a stopped group is sent back", RealAdmin::resetStopped);
        rows.add("producers", RealAdmin::producers);
        rows.add("messages by id and key", RealAdmin::messages);
        rows.add("values on the name server", RealAdmin::values);
        rows.runAll();
    }

    private static void create(String topic, int queues) throws Exception {
        admin.createAndUpdateTopicConfig(broker, new TopicConfig(topic, queues, queues));
        Rows.until("the route of " + topic, () -> {
            try {
                return admin.examineTopicRouteInfo(topic) != null;
            } catch (Exception error) {
                return false;
            }
        });
    }

    private static SendResult send(String topic, String body) throws Exception {
        SendResult result = producer.send(new Message(topic, "A", "key-" + body, body.getBytes(StandardCharsets.UTF_8)));
        Rows.expect(SendStatus.SEND_OK, result.getSendStatus());
        return result;
    }

    private static DefaultMQPushConsumer consume(String topic, List<String> got) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(topic + "-group");
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName(topic + "-group");
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "A || B");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) {
                got.add(new String(message.getBody(), StandardCharsets.UTF_8));
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    private static void cluster() throws Exception {
        ClusterInfo info = admin.examineBrokerClusterInfo();
        Rows.expect(Set.of("broker-a"), info.getClusterAddrTable().get(CLUSTER));
        Rows.expect(broker, info.getBrokerAddrTable().get("broker-a").getBrokerAddrs().get(0L));
        Map<String, String> runtime = admin.fetchBrokerRuntimeStats(broker).getTable();
        Rows.expect("V5_3_3", runtime.get("brokerVersionDesc"));
        Rows.holds(Long.parseLong(runtime.get("bootTimestamp")) > 0, runtime);
        Rows.holds(admin.fetchAllTopicList().getTopicList().contains("TBW102"), "no template");
        Rows.holds(admin.fetchTopicsByCLuster(CLUSTER).getTopicList().contains("TBW102"), "no template in the cluster");
        Rows.expect(CLUSTER, admin.getTopicClusterList("TBW102").iterator().next());
        Rows.holds(admin.getDefaultMQAdminExtImpl().getMqClientInstance().getMQClientAPIImpl().getSystemTopicList(5_000).getTopicList().contains("broker-a"), "no system topics");
        Rows.expect(true, admin.cleanExpiredConsumerQueueByAddr(broker));
        Rows.expect(true, admin.deleteExpiredCommitLogByAddr(broker));
    }

    private static void topics() throws Exception {
        create("a-topics", 3);
        Rows.expect(3, admin.examineTopicConfig(broker, "a-topics").getWriteQueueNums());
        Rows.expect(3, admin.examineTopicStats("a-topics").getOffsetTable().size());
        admin.createAndUpdateTopicConfig(broker, new TopicConfig("a-topics", 4, 4));
        Rows.expect(4, admin.getAllTopicConfig(broker, 5_000).getTopicConfigTable().get("a-topics").getReadQueueNums());
        Rows.holds(admin.getUserTopicConfig(broker, false, 5_000).getTopicConfigTable().containsKey("a-topics"), "not the users'");
        Rows.holds(!admin.getUserTopicConfig(broker, false, 5_000).getTopicConfigTable().containsKey("TBW102"), "the system's");
        admin.deleteTopic("a-topics", CLUSTER);
        Rows.expect(null, admin.getAllTopicConfig(broker, 5_000).getTopicConfigTable().get("a-topics"));
        try {
            admin.examineTopicRouteInfo("a-topics");
            throw new AssertionError("the route is still there");
        } catch (MQClientException gone) {
            Rows.expect(17, gone.getResponseCode());
        }
    }

    private static void groups() throws Exception {
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName("a-groups");
        config.setRetryMaxTimes(3);
        admin.createAndUpdateSubscriptionGroupConfig(broker, config);
        Rows.expect(3, admin.examineSubscriptionGroupConfig(broker, "a-groups").getRetryMaxTimes());
        Rows.holds(admin.getAllSubscriptionGroup(broker, 5_000).getSubscriptionGroupTable().containsKey("a-groups"), "not listed");
        admin.deleteSubscriptionGroup(broker, "a-groups", true);
        Rows.holds(!admin.getAllSubscriptionGroup(broker, 5_000).getSubscriptionGroupTable().containsKey("a-groups"), "still listed");
    }

    private static void running() throws Exception {
        create("a-running", 2);
        send("a-running", "r0");
        send("a-running", "r1");
        List<String> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = consume("a-running", got);
        Rows.until("two", () -> got.size() >= 2);
        ConsumerConnection connection = admin.examineConsumerConnectionInfo("a-running-group");
        Rows.expect(1, connection.getConnectionSet().size());
        Rows.expect(consumer.buildMQClientId(), connection.getConnectionSet().iterator().next().getClientId());
        Rows.expect(ConsumeType.CONSUME_PASSIVELY, connection.getConsumeType());
        Rows.expect(MessageModel.CLUSTERING, connection.getMessageModel());
        Rows.expect("A || B", connection.getSubscriptionTable().get("a-running").getSubString());
        Rows.expect("A || B", admin.querySubscription("a-running-group", "a-running").getSubString());
        Rows.holds(admin.queryTopicConsumeByWho("a-running").getGroupList().contains("a-running-group"), "nobody consumes it");
        consumer.getDefaultMQPushConsumerImpl().persistConsumerOffset();
        Rows.until("no lag", () -> {
            try {
                ConsumeStats stats = admin.examineConsumeStats("a-running-group");
                return stats.getOffsetTable().size() >= 2 && stats.computeTotalDiff() == 0;
            } catch (Exception error) {
                return false;
            }
        });
        Rows.holds(admin.queryTopicsByConsumer("a-running-group").getTopicList().contains("a-running"), "no topic");
        consumer.shutdown();
        try {
            admin.examineConsumerConnectionInfo("a-running-group");
            throw new AssertionError("the consumer is still there");
        } catch (Exception gone) {
            Rows.holds(String.valueOf(gone.getMessage()).contains("206") || gone.getMessage().contains("Not found"), gone);
        }
    }

    private static void reset() throws Exception {
        create("a-reset", 2);
        send("a-reset", "a");
        send("a-reset", "b");
        List<String> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = consume("a-reset", got);
        Rows.until("two", () -> got.size() >= 2);
        Map<MessageQueue, Long> offsets = admin.resetOffsetByTimestamp("a-reset", "a-reset-group", 0, true);
        Rows.expect(2, offsets.size());
        Rows.until("again", () -> got.size() >= 4);
        consumer.shutdown();
    }

    private static void resetStopped() throws Exception {
        create("a-stopped", 1);
        List<String> got = new CopyOnWriteArrayList<>();
        send("a-stopped", "a");
        DefaultMQPushConsumer first = consume("a-stopped", got);
        Rows.until("one", () -> got.size() >= 1);
        first.shutdown();
        admin.resetOffsetByTimestampOld("a-stopped-group", "a-stopped", 0, true);
        DefaultMQPushConsumer second = consume("a-stopped", got);
        Rows.until("again", () -> got.size() >= 2);
        second.shutdown();
    }

    private static void producers() throws Exception {
        create("a-producing", 1);
        send("a-producing", "p");
        producer.getDefaultMQProducerImpl().getMqClientFactory().sendHeartbeatToAllBrokerWithLock();
        Rows.until("the producer", () -> {
            try {
                return admin.examineProducerConnectionInfo("a-producers", "a-producing").getConnectionSet().size() == 1;
            } catch (Exception error) {
                return false;
            }
        });
    }

    private static void messages() throws Exception {
        create("a-messages", 1);
        SendResult sent = send("a-messages", "m");
        Rows.expect("key-m", admin.viewMessage("a-messages", sent.getOffsetMsgId()).getKeys());
        Rows.until("the key", () -> {
            try {
                return admin.queryMessage("a-messages", "key-m", 8, 0, Long.MAX_VALUE).getMessageList().size() == 1;
            } catch (Exception error) {
                return false;
            }
        });
        MessageQueue queue = sent.getMessageQueue();
        Rows.expect(1L, admin.maxOffset(queue));
        Rows.expect(0L, admin.minOffset(queue));
        Rows.expect(0L, admin.searchOffset(queue, 0));
        Rows.holds(admin.earliestMsgStoreTime(queue) > 0, "no age");
        TopicOffset offset = admin.examineTopicStats("a-messages").getOffsetTable().get(queue);
        Rows.expect(1L, offset.getMaxOffset());
    }

    private static void values() throws Exception {
        admin.createAndUpdateKvConfig("a-space", "key", "value");
        Rows.expect("value", admin.getKVConfig("a-space", "key"));
        Rows.expect("value", admin.getKVListByNamespace("a-space").getTable().get("key"));
        admin.deleteKvConfig("a-space", "key");
        Rows.holds(!admin.getKVListByNamespace("a-space").getTable().containsKey("key"), "still there");
    }
}
