// Messages and bytes as the cross-check's files describe them.

import com.alibaba.fastjson.JSONArray;
import com.alibaba.fastjson.JSONObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.common.UtilAll;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageExtBatch;
import org.apache.rocketmq.common.message.MessageExtBrokerInner;
import org.apache.rocketmq.common.message.MessageVersion;

final class Specified {
    private Specified() {
    }

    static MessageExtBrokerInner message(JSONObject spec) {
        MessageExtBrokerInner message = new MessageExtBrokerInner();
        message.setBody(bytes(spec.getString("body")));
        common(message, spec);
        Map<String, String> properties = properties(spec.getJSONArray("properties"));
        MessageAccessor.setProperties(message, properties);
        message.setPropertiesString(MessageDecoder.messageProperties2String(properties));
        message.setBodyCRC(UtilAll.crc32(message.getBody()));
        return message;
    }

    static MessageExtBatch batch(JSONObject spec, JSONArray parts) {
        List<Message> messages = new ArrayList<>();
        for (int index = 0; index < parts.size(); index++) {
            JSONObject part = parts.getJSONObject(index);
            Message message = new Message();
            message.setTopic(spec.getString("topic"));
            message.setBody(bytes(part.getString("body")));
            message.setFlag(part.getIntValue("flag"));
            MessageAccessor.setProperties(message, properties(part.getJSONArray("properties")));
            messages.add(message);
        }
        MessageExtBatch batch = new MessageExtBatch();
        batch.setBody(MessageDecoder.encodeMessages(messages));
        common(batch, spec);
        batch.setPropertiesString("");
        return batch;
    }

    private static void common(MessageExt message, JSONObject spec) {
        message.setTopic(spec.getString("topic"));
        message.setQueueId(spec.getIntValue("queueId"));
        message.setFlag(spec.getIntValue("flag"));
        message.setSysFlag(spec.getIntValue("systemFlag"));
        message.setBornTimestamp(spec.getLongValue("bornTimestampMs"));
        message.setBornHost(host(spec.getString("bornHost")));
        message.setStoreHost(host(spec.getString("storeHost")));
        if (spec.getString("bornHost").startsWith("[")) {
            message.setBornHostV6Flag();
        }
        if (spec.getString("storeHost").startsWith("[")) {
            message.setStoreHostAddressV6Flag();
        }
        message.setReconsumeTimes(spec.getIntValue("reconsumeTimes"));
        message.setPreparedTransactionOffset(spec.getLongValue("preparedTransactionPosition"));
    }

    static MessageVersion version(String topic) {
        return topic.getBytes(StandardCharsets.UTF_8).length > Byte.MAX_VALUE ? MessageVersion.MESSAGE_VERSION_V2 : MessageVersion.MESSAGE_VERSION_V1;
    }

    private static Map<String, String> properties(JSONArray pairs) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int index = 0; pairs != null && index < pairs.size(); index++) {
            properties.put(pairs.getJSONArray(index).getString(0), pairs.getJSONArray(index).getString(1));
        }
        return properties;
    }

    static Map<String, String> sorted(Map<String, String> properties) {
        return properties == null ? new TreeMap<>() : new TreeMap<>(properties);
    }

    private static SocketAddress host(String text) {
        int colon = text.lastIndexOf(':');
        String ip = text.substring(0, colon).replace("[", "").replace("]", "");
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), Integer.parseInt(text.substring(colon + 1)));
        } catch (UnknownHostException error) {
            throw new IllegalArgumentException(text, error);
        }
    }

    static String text(SocketAddress address) {
        InetSocketAddress inet = (InetSocketAddress) address;
        return inet.getAddress().getHostAddress() + ":" + inet.getPort();
    }

    static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) Integer.parseInt(hex.substring(2 * index, 2 * index + 2), 16);
        }
        return bytes;
    }

    static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes == null ? new byte[0] : bytes) {
            text.append(String.format("%02X", each & 255));
        }
        return text.toString();
    }
}
