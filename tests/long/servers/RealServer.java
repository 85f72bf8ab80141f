// RocketMQ's own name server and broker in this process, until it is ended. Argument 1 is a file with {nameServerPort, brokerPort, directory, delayLevels, transactions}.

import com.alibaba.fastjson.JSON;
import com.alibaba.fastjson.JSONObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.rocketmq.broker.BrokerController;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.MQVersion;
import org.apache.rocketmq.common.namesrv.NamesrvConfig;
import org.apache.rocketmq.namesrv.NamesrvController;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.store.config.FlushDiskType;
import org.apache.rocketmq.store.config.MessageStoreConfig;

public final class RealServer {
    public static void main(String[] arguments) throws Exception {
        JSONObject task = JSON.parseObject(Files.readString(Path.of(arguments[0])));
        System.setProperty(RemotingCommand.REMOTING_VERSION_KEY, Integer.toString(MQVersion.CURRENT_VERSION));
        String directory = task.getString("directory");
        NamesrvConfig names = new NamesrvConfig();
        names.setRocketmqHome(directory);
        names.setKvConfigPath(directory + "/namesrv/kvConfig.json");
        names.setConfigStorePath(directory + "/namesrv/namesrv.properties");
        NettyServerConfig namesPort = new NettyServerConfig();
        namesPort.setListenPort(task.getIntValue("nameServerPort"));
        NamesrvController nameServer = new NamesrvController(names, namesPort);
        if (!nameServer.initialize()) {
            throw new IllegalStateException("the name server did not start");
        }
        nameServer.start();
        BrokerConfig config = new BrokerConfig();
        config.setRocketmqHome(directory);
        config.setBrokerName("broker-a");
        config.setBrokerClusterName("DefaultCluster");
        config.setBrokerIP1("127.0.0.1");
        config.setListenPort(task.getIntValue("brokerPort"));
        config.setNamesrvAddr("127.0.0.1:" + task.getIntValue("nameServerPort"));
        config.setBrokerConfigPath(directory + "/broker.conf");
        JSONObject transactions = task.getJSONObject("transactions");
        config.setTransactionCheckInterval(transactions.getLongValue("checkIntervalMs"));
        config.setTransactionTimeOut(transactions.getLongValue("timeoutMs"));
        config.setTransactionCheckMax(transactions.getIntValue("maxChecks"));
        config.setTransactionOpBatchInterval(transactions.getIntValue("operationBatchIntervalMs"));
        NettyServerConfig port = new NettyServerConfig();
        port.setListenPort(task.getIntValue("brokerPort"));
        MessageStoreConfig store = new MessageStoreConfig();
        store.setStorePathRootDir(directory + "/store");
        store.setStorePathCommitLog(directory + "/store/commitlog");
        store.setFlushDiskType(FlushDiskType.SYNC_FLUSH);
        store.setMappedFileSizeCommitLog(64 * 1024 * 1024);
        store.setMessageDelayLevel(task.getString("delayLevels"));
        store.setHaListenPort(0);
        store.setTimerWheelEnable(false);
        store.setMaxHashSlotNum(10_000);
        store.setMaxIndexNum(40_000);
        store.setDiskMaxUsedSpaceRatio(95);
        store.setAccessMessageInMemoryMaxRatio(0);
        BrokerController broker = new BrokerController(config, port, new NettyClientConfig(), store);
        if (!broker.initialize()) {
            throw new IllegalStateException("the broker did not start");
        }
        broker.start();
        System.out.println("{\"kind\":\"started\"}");
        System.out.flush();
        Thread.currentThread().join();
    }
}
