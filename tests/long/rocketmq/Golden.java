// What RocketMQ's own classes make of the fixed messages and frames: one JSON document on stdout.

import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONArray;
import com.alibaba.fastjson.JSONObject;
import com.alibaba.fastjson.serializer.SerializerFeature;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageExtBrokerInner;
import org.apache.rocketmq.remoting.protocol.LanguageCode;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;
import org.apache.rocketmq.store.DefaultMessageStore;
import org.apache.rocketmq.store.DispatchRequest;
import org.apache.rocketmq.store.MessageExtEncoder;
import org.apache.rocketmq.store.config.MessageStoreConfig;
import org.apache.rocketmq.store.index.IndexFile;

public final class Golden {
    private static final int POSITION_AT = 28;

    private Golden() {
    }

    /** Arguments: a file with {directory, messages, frames, index}. The directory may be used up. */
    public static void main(String[] arguments) throws Exception {
        JSONObject task = JSON.parseObject(Files.readString(Path.of(arguments[0])));
        MessageStoreConfig config = new MessageStoreConfig();
        config.setStorePathRootDir(task.getString("directory"));
        config.setStorePathCommitLog(task.getString("directory") + "/commitlog");
        config.setTimerWheelEnable(false);
        DefaultMessageStore store = new DefaultMessageStore(config, null, (topic, queueId, offset, tags, time, map, properties) -> { }, new BrokerConfig(), new ConcurrentHashMap<>());
        store.parseDelayLevel();
        JSONObject result = new JSONObject(true);
        result.put("messages", messages(store, task.getJSONArray("messages")));
        result.put("frames", frames(task.getJSONArray("frames")));
        result.put("index", index(task.getString("directory"), task.getJSONObject("index")));
        System.out.println(JSON.toJSONString(result, SerializerFeature.PrettyFormat));
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static JSONArray messages(DefaultMessageStore store, JSONArray specs) throws Exception {
        JSONArray results = new JSONArray();
        for (int index = 0; index < specs.size(); index++) {
            JSONObject spec = specs.getJSONObject(index);
            MessageExtBrokerInner message = Specified.message(spec);
            message.setVersion(Specified.version(message.getTopic()));
            message.setQueueOffset(spec.getLongValue("queueOffset"));
            message.setStoreTimestamp(spec.getLongValue("storeTimestampMs"));
            MessageExtEncoder encoder = new MessageExtEncoder(store.getMessageStoreConfig());
            if (encoder.encode(message) != null) {
                throw new IllegalStateException(spec.getString("name") + " was refused");
            }
            ByteBuffer encoded = encoder.getEncoderBuffer();
            byte[] record = new byte[encoded.getInt(0)];
            encoded.duplicate().get(record);
            ByteBuffer.wrap(record).putLong(POSITION_AT, spec.getLongValue("position"));
            results.add(described(store, spec.getString("name"), record));
        }
        return results;
    }

    private static JSONObject described(DefaultMessageStore store, String name, byte[] record) {
        MessageExt decoded = MessageDecoder.decode(ByteBuffer.wrap(record), true, false);
        DispatchRequest request = store.getCommitLog().checkMessageAndReturnSize(ByteBuffer.wrap(record), true, false, true);
        ByteBuffer unit = ByteBuffer.allocate(20);
        unit.putLong(request.getCommitLogOffset()).putInt(request.getMsgSize()).putLong(request.getTagsCode());
        return new JSONObject(true).fluentPut("name", name).fluentPut("record", Specified.hex(record)).fluentPut("unit", Specified.hex(unit.array()))
            .fluentPut("isAccepted", request.isSuccess()).fluentPut("keys", request.getKeys()).fluentPut("uniqueKey", request.getUniqKey())
            .fluentPut("messageId", MessageDecoder.createMessageId(decoded.getStoreHost(), decoded.getCommitLogOffset()));
    }

    private static JSONArray frames(JSONArray specs) {
        JSONArray results = new JSONArray();
        for (int index = 0; index < specs.size(); index++) {
            JSONObject spec = specs.getJSONObject(index);
            RemotingCommand command = RemotingCommand.createRequestCommand(spec.getIntValue("code"), null);
            command.setLanguage(LanguageCode.valueOf(spec.getString("language")));
            command.setVersion(spec.getIntValue("version"));
            command.setOpaque(spec.getIntValue("opaque"));
            command.setFlag(spec.getIntValue("flag"));
            command.setRemark(spec.getString("remark"));
            JSONArray fields = spec.getJSONArray("fields");
            for (int at = 0; at < fields.size(); at++) {
                command.addExtField(fields.getJSONArray(at).getString(0), fields.getJSONArray(at).getString(1));
            }
            command.setBody(spec.getString("body").isEmpty() ? null : Specified.bytes(spec.getString("body")));
            command.setSerializeTypeCurrentRPC("binary".equals(spec.getString("encoding")) ? SerializeType.ROCKETMQ : SerializeType.JSON);
            ByteBuffer frame = command.encode();
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            results.add(new JSONObject(true).fluentPut("name", spec.getString("name")).fluentPut("frame", Specified.hex(bytes)));
        }
        return results;
    }

    private static String index(String directory, JSONObject spec) throws Exception {
        Path path = Path.of(directory, "20231114221320123");
        IndexFile file = new IndexFile(path.toString(), spec.getIntValue("slots"), spec.getIntValue("entries"), 0, 0);
        JSONArray keys = spec.getJSONArray("keys");
        for (int at = 0; at < keys.size(); at++) {
            JSONObject key = keys.getJSONObject(at);
            file.putKey(key.getString("key"), key.getLongValue("position"), key.getLongValue("storeTimestampMs"));
        }
        file.flush();
        file.shutdown();
        return Specified.hex(Files.readAllBytes(path));
    }
}
