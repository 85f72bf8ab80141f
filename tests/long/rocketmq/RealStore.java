// Opens a folder with RocketMQ's own store, writes messages that a file describes, reads everything back, prints one JSON document a line.

import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONArray;
import com.alibaba.fastjson.JSONObject;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.store.DefaultMessageStore;
import org.apache.rocketmq.store.GetMessageResult;
import org.apache.rocketmq.store.PutMessageResult;
import org.apache.rocketmq.store.QueryMessageResult;
import org.apache.rocketmq.store.SelectMappedBufferResult;
import org.apache.rocketmq.store.config.FlushDiskType;
import org.apache.rocketmq.store.config.MessageStoreConfig;
import org.apache.rocketmq.store.queue.ConsumeQueueInterface;
import org.apache.rocketmq.store.queue.CqUnit;
import org.apache.rocketmq.store.stats.BrokerStatsManager;

public final class RealStore {
    private static final int KILLED = 137;
    private static final long PATIENCE_MS = 60_000;

    private final DefaultMessageStore store;

    private RealStore(JSONObject options) throws Exception {
        MessageStoreConfig config = new MessageStoreConfig();
        config.setStorePathRootDir(options.getString("directory"));
        config.setStorePathCommitLog(options.getString("directory") + "/commitlog");
        config.setMappedFileSizeCommitLog(options.getIntValue("commitLogFileBytes"));
        config.setMappedFileSizeConsumeQueue(options.getIntValue("consumeQueueFileBytes"));
        config.setMaxHashSlotNum(options.getIntValue("indexSlots"));
        config.setMaxIndexNum(options.getIntValue("indexEntries"));
        config.setFlushDiskType(options.getBooleanValue("synchronous") ? FlushDiskType.SYNC_FLUSH : FlushDiskType.ASYNC_FLUSH);
        config.setEnabledAppendPropCRC(options.getBooleanValue("recordCrc"));
        config.setForceVerifyPropCRC(options.getBooleanValue("recordCrc"));
        config.setHaListenPort(0);
        config.setTimerWheelEnable(false);
        config.setCleanFileForciblyEnable(false);
        config.setDiskMaxUsedSpaceRatio(95);
        store = new DefaultMessageStore(config, new BrokerStatsManager("windtunnel", false), (topic, queueId, offset, tags, time, map, properties) -> { }, new BrokerConfig(), new ConcurrentHashMap<>());
        if (!store.load()) {
            throw new IllegalStateException("the real store did not load the folder");
        }
        store.start();
    }

    /** Arguments: a file with {directory, sizes, synchronous, write: [messages], killAfter: puts, read: boolean, queries: [{topic, key}]}. */
    public static void main(String[] arguments) {
        try {
            perform(arguments);
        } catch (Throwable error) {
            error.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void perform(String[] arguments) throws Exception {
        JSONObject task = JSON.parseObject(Files.readString(Path.of(arguments[0])));
        RealStore real = new RealStore(task);
        if (task.containsKey("write")) {
            real.writeAll(task.getJSONArray("write"), task.getIntValue("killAfter"));
        }
        real.awaitDispatch();
        if (task.getBooleanValue("read")) {
            real.readAll();
            real.queryAll(task.getJSONArray("queries"));
        }
        real.store.shutdown();
        print(new JSONObject().fluentPut("kind", "closed"));
        System.out.flush();
        System.exit(0);
    }

    private void awaitDispatch() throws InterruptedException {
        for (long waitedMs = 0; store.dispatchBehindBytes() > 0; waitedMs += 10) {
            if (waitedMs > PATIENCE_MS) {
                throw new IllegalStateException("dispatch is " + store.dispatchBehindBytes() + " bytes behind");
            }
            Thread.sleep(10);
        }
    }

    private void writeAll(JSONArray messages, int killAfter) {
        for (int index = 0; index < messages.size(); index++) {
            JSONObject spec = messages.getJSONObject(index);
            JSONArray batch = spec.getJSONArray("batch");
            PutMessageResult result = batch == null ? store.putMessage(Specified.message(spec)) : store.putMessages(Specified.batch(spec, batch));
            JSONObject line = new JSONObject(true).fluentPut("kind", "put").fluentPut("status", result.getPutMessageStatus().name());
            if (result.getAppendMessageResult() != null) {
                line.put("position", result.getAppendMessageResult().getWroteOffset());
                line.put("messageId", result.getAppendMessageResult().getMsgId());
                line.put("queueOffset", result.getAppendMessageResult().getLogicsOffset());
            }
            print(line);
            System.out.flush();
            if (index + 1 == killAfter) {
                Runtime.getRuntime().halt(KILLED);
            }
        }
    }

    private void readAll() throws Exception {
        print(new JSONObject(true).fluentPut("kind", "log").fluentPut("start", store.getMinPhyOffset()).fluentPut("end", store.getMaxPhyOffset()));
        for (var topic : new TreeMap<>(store.getConsumeQueueTable()).entrySet()) {
            for (var queue : new TreeMap<>(topic.getValue()).entrySet()) {
                readQueue(topic.getKey(), queue.getKey(), queue.getValue());
            }
        }
    }

    private void readQueue(String topic, int queueId, ConsumeQueueInterface queue) throws Exception {
        long min = store.getMinOffsetInQueue(topic, queueId);
        long max = store.getMaxOffsetInQueue(topic, queueId);
        print(new JSONObject(true).fluentPut("kind", "queue").fluentPut("topic", topic).fluentPut("queueId", queueId).fluentPut("min", min).fluentPut("max", max));
        for (long offset = min; offset < max;) {
            GetMessageResult result = store.getMessage("windtunnel", topic, queueId, offset, 32, null);
            if (result == null || result.getMessageCount() == 0) {
                throw new IllegalStateException("nothing at " + topic + "/" + queueId + "/" + offset + ": " + (result == null ? "no result" : result.getStatus()));
            }
            for (SelectMappedBufferResult buffer : result.getMessageMapedList()) {
                printMessage(buffer, queue);
            }
            offset = result.getNextBeginOffset();
            result.release();
        }
    }

    private void printMessage(SelectMappedBufferResult buffer, ConsumeQueueInterface queue) {
        ByteBuffer bytes = buffer.getByteBuffer();
        byte[] record = new byte[buffer.getSize()];
        bytes.duplicate().get(record);
        MessageExt message = MessageDecoder.decode(ByteBuffer.wrap(record), true, false);
        CqUnit unit = queue.get(message.getQueueOffset());
        JSONObject line = new JSONObject(true).fluentPut("kind", "message").fluentPut("topic", message.getTopic()).fluentPut("queueId", message.getQueueId())
            .fluentPut("queueOffset", message.getQueueOffset()).fluentPut("position", message.getCommitLogOffset()).fluentPut("record", Specified.hex(record))
            .fluentPut("body", Specified.hex(message.getBody())).fluentPut("flag", message.getFlag()).fluentPut("systemFlag", message.getSysFlag())
            .fluentPut("bornTimestampMs", message.getBornTimestamp()).fluentPut("storeTimestampMs", message.getStoreTimestamp())
            .fluentPut("bornHost", Specified.text(message.getBornHost())).fluentPut("storeHost", Specified.text(message.getStoreHost()))
            .fluentPut("messageId", message.getMsgId()).fluentPut("properties", Specified.sorted(message.getProperties()))
            .fluentPut("unit", new JSONArray().fluentAdd(unit.getPos()).fluentAdd(unit.getSize()).fluentAdd(unit.getTagsCode()));
        print(line);
    }

    private void queryAll(JSONArray queries) {
        for (int index = 0; queries != null && index < queries.size(); index++) {
            JSONObject query = queries.getJSONObject(index);
            long end = query.containsKey("endMs") ? query.getLongValue("endMs") : Long.MAX_VALUE;
            QueryMessageResult result = store.queryMessage(query.getString("topic"), query.getString("key"), 64, query.getLongValue("beginMs"), end);
            List<Long> positions = new ArrayList<>();
            for (ByteBuffer bytes : result.getMessageBufferList()) {
                positions.add(MessageDecoder.decode(bytes, true, false).getCommitLogOffset());
            }
            result.release();
            print(new JSONObject(true).fluentPut("kind", "found").fluentPut("topic", query.getString("topic")).fluentPut("key", query.getString("key")).fluentPut("positions", positions));
        }
    }

    private static void print(JSONObject line) {
        System.out.println(line.toJSONString());
    }
}
