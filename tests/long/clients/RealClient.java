// RocketMQ's own producers and consumers against a name server: argument 1 is a file with {nameServer: its address}. Each check has topics and groups of its own.

import com.alibaba.fastjson.JSON;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;

public final class RealClient {
    private static String nameServer;
    private static DefaultMQProducer producer;

    public static void main(String[] arguments) throws Exception {
        nameServer = JSON.parseObject(Files.readString(Path.of(arguments[0]))).getString("nameServer");
        producer = producer("real-producers");
        Rows rows = new Rows();
        rows.add("sync send", RealClient::sync);
        rows.add("async send", RealClient::async);
        rows.add("one-way send", RealClient::oneway);
        rows.add("batch", RealClient::batch);
        rows.add("compression", RealClient::compression);
        rows.add("queue selector", RealClient::selector);
        rows.add("concurrent push, tags", RealClient::tags);
        rows.add("orderly push", RealClient::orderly);
        rows.add("orderly push, local retries to the limit", RealClient::orderlyLimit);
        rows.add("retry and dead letter", RealClient::retry);
        rows.add("delay level", RealClient::delay);
        rows.add("pull consumer", RealClient::pull);
        rows.add("lite pull consumer", RealClient::litePull);
        rows.add("broadcasting", RealClient::broadcast);
        rows.add("two members share the queues, one leaves", RealClient::rebalance);
        rows.add("consume from a time", RealClient::consumeFrom);
        rows.add("committed offsets go on", RealClient::goesOn);
        rows.add("query by key, id and unique key", RealClient::query);
        rows.add("topic created by a producer", RealClient::createTopic);
        rows.add("held pull wakes", RealClient::longPolling);
        rows.add("transactions: committed, rolled back, answered by another producer", RealClient::transactions);
        rows.runAll();
    }

    private static DefaultMQProducer producer(String group) throws Exception {
        DefaultMQProducer made = new DefaultMQProducer(group);
        made.setNamesrvAddr(nameServer);
        made.setInstanceName(group);
        made.setSendMsgTimeout(10_000);
        made.start();
        return made;
    }

    private static DefaultMQPushConsumer consumer(String group, String member, String topic, String tags) throws Exception {
        DefaultMQPushConsumer made = new DefaultMQPushConsumer(group);
        made.setNamesrvAddr(nameServer);
        made.setInstanceName(group + member);
        made.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        made.setPollNameServerInterval(1000);
        made.subscribe(topic, tags);
        return made;
    }

    private static Message message(String topic, String tag, String body) {
        return new Message(topic, tag, "key-" + body, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(MessageExt message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }

    private static void sendAll(String topic, String... bodies) throws Exception {
        for (String body : bodies) {
            Rows.expect(SendStatus.SEND_OK, producer.send(message(topic, "A", body)).getSendStatus());
        }
    }

    private static DefaultMQPushConsumer collect(DefaultMQPushConsumer consumer, List<MessageExt> got) throws Exception {
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            got.addAll(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    private static Set<String> bodies(List<MessageExt> messages) {
        Set<String> found = new HashSet<>();
        messages.forEach(message -> found.add(body(message)));
        return found;
    }

    private static void expectConsumed(String topic, String... expected) throws Exception {
        List<MessageExt> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = collect(consumer("group-of-" + topic, "", topic, "*"), got);
        Rows.until(expected.length + " messages of " + topic, () -> got.size() >= expected.length);
        Rows.expect(Set.of(expected), bodies(got));
        Rows.expect(expected.length, got.size());
        consumer.shutdown();
    }

    private static void sync() throws Exception {
        SendResult result = producer.send(message("j-sync", "A", "s"));
        Rows.expect(SendStatus.SEND_OK, result.getSendStatus());
        Rows.expect(32, result.getOffsetMsgId().length());
        Rows.expect(0L, result.getQueueOffset());
        Rows.expect("DefaultRegion", result.getRegionId());
        expectConsumed("j-sync", "s");
    }

    private static void async() throws Exception {
        CountDownLatch open = new CountDownLatch(3);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (String body : List.of("a", "b", "c")) {
            producer.send(message("j-async", "A", body), new SendCallback() {
                @Override
                public void onSuccess(SendResult result) {
                    open.countDown();
                }

                @Override
                public void onException(Throwable error) {
                    failure.set(error);
                    open.countDown();
                }
            });
        }
        Rows.holds(open.await(20, TimeUnit.SECONDS), "no answer");
        Rows.expect(null, failure.get());
        expectConsumed("j-async", "a", "b", "c");
    }

    private static void oneway() throws Exception {
        producer.sendOneway(message("j-oneway", "A", "o"));
        expectConsumed("j-oneway", "o");
    }

    private static void batch() throws Exception {
        List<Message> batch = new ArrayList<>();
        for (int index = 0; index < 5; index += 1) {
            batch.add(message("j-batch", "A", "b" + index));
        }
        SendResult result = producer.send(batch);
        Rows.expect(SendStatus.SEND_OK, result.getSendStatus());
        Rows.expect(5, result.getMsgId().split(",").length);
        expectConsumed("j-batch", "b0", "b1", "b2", "b3", "b4");
    }

    private static void compression() throws Exception {
        String body = "many words ".repeat(2_000);
        producer.send(message("j-compression", "A", body));
        expectConsumed("j-compression", body);
    }

    private static void selector() throws Exception {
        Set<Integer> queues = new HashSet<>();
        for (int index = 0; index < 6; index += 1) {
            SendResult result = producer.send(message("j-selector", "A", "q" + index), (all, sent, key) -> all.get((Integer) key % all.size()), 2);
            queues.add(result.getMessageQueue().getQueueId());
        }
        Rows.expect(1, queues.size());
        expectConsumed("j-selector", "q0", "q1", "q2", "q3", "q4", "q5");
    }

    private static void tags() throws Exception {
        for (String tag : List.of("A", "B", "C")) {
            producer.send(message("j-tags", tag, tag));
        }
        producer.send(new Message("j-tags", "untagged".getBytes(StandardCharsets.UTF_8)));
        List<MessageExt> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = collect(consumer("j-tags-group", "", "j-tags", "A || C"), got);
        Rows.until("both tags", () -> got.size() >= 2);
        Rows.expect(Set.of("A", "C"), bodies(got));
        consumer.shutdown();
    }

    private static void orderly() throws Exception {
        for (int index = 0; index < 60; index += 1) {
            producer.send(message("j-orderly", "A", index % 3 + "#" + index), (all, sent, key) -> all.get((Integer) key % all.size()), index % 3);
        }
        Map<String, List<Integer>> got = new ConcurrentHashMap<>();
        List<MessageExt> all = new CopyOnWriteArrayList<>();
        Set<String> failed = ConcurrentHashMap.newKeySet();
        DefaultMQPushConsumer consumer = consumer("j-orderly-group", "", "j-orderly", "*");
        consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
            context.setSuspendCurrentQueueTimeMillis(100);
            for (MessageExt message : messages) {
                String[] parts = body(message).split("#");
                if (parts[1].endsWith("7") && failed.add(parts[1])) {
                    return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
                }
                got.computeIfAbsent(parts[0], key -> new CopyOnWriteArrayList<>()).add(Integer.parseInt(parts[1]));
                all.add(message);
            }
            return ConsumeOrderlyStatus.SUCCESS;
        });
        consumer.start();
        Rows.until("60 messages in order", () -> all.size() >= 60);
        Rows.expect(60, all.size());
        for (List<Integer> ordinals : got.values()) {
            List<Integer> sorted = new ArrayList<>(ordinals);
            Collections.sort(sorted);
            Rows.expect(sorted, new ArrayList<>(ordinals));
        }
        consumer.shutdown();
    }

    private static void orderlyLimit() throws Exception {
        sendAll("j-orderly-limit", "bad", "good");
        List<String> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = consumer("j-orderly-limit-group", "", "j-orderly-limit", "*");
        consumer.setMaxReconsumeTimes(2);
        consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
            context.setSuspendCurrentQueueTimeMillis(50);
            String body = body(messages.get(0));
            got.add(body + messages.get(0).getReconsumeTimes());
            return body.equals("bad") ? ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT : ConsumeOrderlyStatus.SUCCESS;
        });
        consumer.start();
        Rows.until("both", () -> got.contains("good0") && got.contains("bad2"));
        List<MessageExt> dead = deadLetters("j-orderly-limit-group");
        Rows.expect(Set.of("bad"), bodies(dead));
        consumer.shutdown();
    }

    private static void retry() throws Exception {
        sendAll("j-retry", "bad", "good");
        List<MessageExt> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = consumer("j-retry-group", "", "j-retry", "*");
        consumer.setMaxReconsumeTimes(2);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            got.addAll(messages);
            return body(messages.get(0)).equals("bad") ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        Rows.until("three attempts", () -> got.size() >= 4);
        List<Integer> times = new ArrayList<>();
        got.stream().filter(message -> body(message).equals("bad")).forEach(message -> {
            times.add(message.getReconsumeTimes());
            Rows.expect("j-retry", message.getTopic());
        });
        Rows.expect(List.of(0, 1, 2), times);
        List<MessageExt> dead = deadLetters("j-retry-group");
        Rows.expect(Set.of("bad"), bodies(dead));
        Rows.expect("j-retry", dead.get(0).getProperty("RETRY_TOPIC"));
        consumer.shutdown();
    }

    private static List<MessageExt> deadLetters(String group) throws Exception {
        String topic = "%DLQ%" + group;
        DefaultMQPullConsumer reader = new DefaultMQPullConsumer("reader-of-" + group);
        reader.setNamesrvAddr(nameServer);
        reader.setInstanceName("reader-of-" + group);
        reader.start();
        MessageQueue queue = new MessageQueue(topic, "broker-a", 0);
        AtomicReference<List<MessageExt>> found = new AtomicReference<>();
        Rows.until("a dead letter of " + group, () -> {
            try {
                PullResult pulled = reader.pull(queue, "*", 0, 32);
                if (pulled.getPullStatus() == PullStatus.FOUND) {
                    found.set(pulled.getMsgFoundList());
                }
            } catch (Exception error) {
                return false;
            }
            return found.get() != null;
        });
        reader.shutdown();
        return found.get();
    }

    private static void delay() throws Exception {
        Message message = message("j-delay", "A", "late");
        message.setDelayTimeLevel(2);
        Rows.expect(SendStatus.SEND_OK, producer.send(message).getSendStatus());
        List<MessageExt> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = collect(consumer("j-delay-group", "", "j-delay", "*"), got);
        Rows.until("the late message", () -> got.size() >= 1);
        long waited = got.get(0).getStoreTimestamp() - got.get(0).getBornTimestamp();
        Rows.holds(waited >= 1_500 && waited < 10_000, waited);
        Rows.expect("j-delay", got.get(0).getTopic());
        Rows.expect("2", got.get(0).getProperty("DELAY"));
        consumer.shutdown();
    }

    private static void pull() throws Exception {
        sendAll("j-pull", "p0", "p1", "p2", "p3");
        DefaultMQPullConsumer consumer = new DefaultMQPullConsumer("j-pull-group");
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("j-pull-group");
        consumer.start();
        List<MessageExt> got = new ArrayList<>();
        for (MessageQueue queue : consumer.fetchSubscribeMessageQueues("j-pull")) {
            long offset = consumer.minOffset(queue);
            while (true) {
                PullResult pulled = consumer.pull(queue, "*", offset, 1);
                if (pulled.getPullStatus() != PullStatus.FOUND) {
                    Rows.expect(PullStatus.NO_NEW_MSG, pulled.getPullStatus());
                    break;
                }
                got.addAll(pulled.getMsgFoundList());
                offset = pulled.getNextBeginOffset();
            }
            Rows.expect(consumer.maxOffset(queue), offset);
            Rows.expect(0L, consumer.searchOffset(queue, 0));
            Rows.expect(PullStatus.OFFSET_ILLEGAL, consumer.pull(queue, "*", 1_000, 1).getPullStatus());
            if (offset > 0) {
                Rows.holds(consumer.earliestMsgStoreTime(queue) > 0, queue);
            }
            consumer.updateConsumeOffset(queue, offset);
            consumer.getDefaultMQPullConsumerImpl().updateConsumeOffsetToBroker(queue, offset, false);
            Rows.expect(offset, consumer.fetchConsumeOffset(queue, true));
        }
        Rows.expect(Set.of("p0", "p1", "p2", "p3"), bodies(got));
        consumer.shutdown();
    }

    private static void litePull() throws Exception {
        sendAll("j-lite", "l0", "l1", "l2");
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("j-lite-group");
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName("j-lite-group");
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe("j-lite", "*");
        consumer.start();
        List<MessageExt> got = new ArrayList<>();
        Rows.until("three polled", () -> {
            got.addAll(consumer.poll(200));
            return got.size() >= 3;
        });
        consumer.commitSync();
        Rows.expect(Set.of("l0", "l1", "l2"), bodies(got));
        consumer.shutdown();
    }

    private static void broadcast() throws Exception {
        sendAll("j-broadcast", "n0", "n1");
        List<DefaultMQPushConsumer> members = new ArrayList<>();
        for (String member : List.of("a", "b")) {
            List<MessageExt> got = new CopyOnWriteArrayList<>();
            DefaultMQPushConsumer consumer = consumer("j-broadcast-group", member, "j-broadcast", "*");
            consumer.setMessageModel(MessageModel.BROADCASTING);
            members.add(collect(consumer, got));
            Rows.until("both for " + member, () -> got.size() >= 2);
            Rows.expect(Set.of("n0", "n1"), bodies(got));
        }
        members.forEach(DefaultMQPushConsumer::shutdown);
    }

    private static void rebalance() throws Exception {
        sendAll("j-rebalance", "first");
        List<MessageExt> atA = new CopyOnWriteArrayList<>();
        List<MessageExt> atB = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer a = collect(consumer("j-rebalance-group", "a", "j-rebalance", "*"), atA);
        Rows.until("first", () -> atA.size() >= 1);
        DefaultMQPushConsumer b = collect(consumer("j-rebalance-group", "b", "j-rebalance", "*"), atB);
        Rows.until("a share for each", () -> held(a) == 2 && held(b) == 2);
        for (int index = 0; index < 8; index += 1) {
            sendAll("j-rebalance", "m" + index);
        }
        Rows.until("all eight", () -> atA.size() + atB.size() >= 9);
        Rows.holds(atB.size() > 0, atA);
        b.shutdown();
        Rows.until("all queues again", () -> held(a) == 4);
        a.shutdown();
    }

    private static long held(DefaultMQPushConsumer consumer) {
        return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream().filter(queue -> !queue.getTopic().startsWith("%")).count();
    }

    private static void consumeFrom() throws Exception {
        sendAll("j-from", "old");
        Thread.sleep(1_100);
        List<MessageExt> last = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = consumer("j-from-time", "", "j-from", "*");
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_TIMESTAMP);
        consumer.setConsumeTimestamp(org.apache.rocketmq.common.UtilAll.timeMillisToHumanString3(System.currentTimeMillis()));
        collect(consumer, last);
        Rows.until("queues", () -> held(consumer) == 4);
        Thread.sleep(1_100);
        sendAll("j-from", "new");
        Rows.until("the new message", () -> last.size() >= 1);
        Rows.expect(Set.of("new"), bodies(last));
        consumer.shutdown();
    }

    private static void goesOn() throws Exception {
        sendAll("j-goes-on", "g0", "g1");
        expectConsumed("j-goes-on", "g0", "g1");
        sendAll("j-goes-on", "g2");
        expectConsumed("j-goes-on", "g2");
    }

    private static void query() throws Exception {
        SendResult result = producer.send(message("j-query", "A", "asked"));
        Rows.until("the key", () -> {
            try {
                return producer.queryMessage("j-query", "key-asked", 10, 0, System.currentTimeMillis() + 1_000).getMessageList().size() == 1;
            } catch (Exception error) {
                return false;
            }
        });
        Rows.expect("asked", body(producer.viewMessage("j-query", result.getOffsetMsgId())));
        Rows.expect("asked", body(producer.viewMessage("j-query", result.getMsgId())));
    }

    private static void createTopic() throws Exception {
        producer.createTopic("TBW102", "j-created", 3, null);
        Rows.until("three queues", () -> {
            try {
                return producer.fetchPublishMessageQueues("j-created").size() == 3;
            } catch (Exception error) {
                return false;
            }
        });
    }

    private static void longPolling() throws Exception {
        sendAll("j-held", "before");
        List<Long> latencies = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = consumer("j-held-group", "", "j-held", "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            latencies.add(System.currentTimeMillis() - messages.get(0).getStoreTimestamp());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        Rows.until("before", () -> latencies.size() >= 1);
        Thread.sleep(1_500);
        sendAll("j-held", "after");
        Rows.until("after", () -> latencies.size() >= 2);
        Rows.holds(latencies.get(1) < 1_000, latencies);
        consumer.shutdown();
    }

    /** Local transactions end as the argument says; whoever is asked commits, and notes it. Brokers know a producer that sends nothing by its topics only. */
    private static TransactionMQProducer bank(String member, List<String> checked) throws Exception {
        TransactionMQProducer bank = new TransactionMQProducer("j-banks", List.of("j-transactions"));
        bank.setNamesrvAddr(nameServer);
        bank.setInstanceName("j-banks-" + member);
        bank.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
                return (LocalTransactionState) argument;
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                checked.add(member + " " + body(message));
                return LocalTransactionState.COMMIT_MESSAGE;
            }
        });
        bank.start();
        return bank;
    }

    private static void transactions() throws Exception {
        List<String> checked = new CopyOnWriteArrayList<>();
        sendAll("j-transactions", "plain");
        TransactionMQProducer first = bank("a", checked);
        TransactionMQProducer second = bank("b", checked);
        List<MessageExt> got = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = collect(consumer("j-banks-readers", "", "j-transactions", "*"), got);
        first.sendMessageInTransaction(message("j-transactions", "A", "no"), LocalTransactionState.ROLLBACK_MESSAGE);
        first.sendMessageInTransaction(message("j-transactions", "A", "yes"), LocalTransactionState.COMMIT_MESSAGE);
        first.sendMessageInTransaction(message("j-transactions", "A", "orphan"), LocalTransactionState.UNKNOW);
        first.shutdown();
        Rows.until("three", () -> got.size() >= 3);
        Thread.sleep(4_000);
        Rows.expect(Set.of("plain", "yes", "orphan"), bodies(got));
        Rows.expect(List.of("b orphan"), checked);
        consumer.shutdown();
        second.shutdown();
    }
}
