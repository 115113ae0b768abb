#!/bin/sh
# Starts one node. As with the upstream image, a setting is an environment variable with its own name, such as
# discovery.type=single-node; x-pack and the security plugin are not in this build, so their settings are left out.
set -ef
mkdir -p /tmp/conf
cp /conf/log4j2.properties /tmp/conf
env | grep -E '^[a-z_]+(\.[a-z_]+)+=' | grep -Ev '^(xpack|plugins)\.' | sed 's/=/: /' >/tmp/conf/given
# The first line of a name counts: what is given replaces the default.
cat /tmp/conf/given /conf/elasticsearch.yml | awk -F: '!seen[$1]++' >/tmp/conf/elasticsearch.yml
# Serial collection and the first compiler only: the server is ready sooner and takes less memory.
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${ES_JAVA_OPTS:--Xms512m -Xmx512m} \
  -Djava.io.tmpdir=/tmp -Dlog4j2.configurationFile=/conf/log4j2.properties -cp '/jars/*' \
  org.codelibs.elasticsearch.runner.ElasticsearchClusterRunner \
  -basePath /tmp -confPath /tmp/conf -dataPath /usr/share/elasticsearch/data -logsPath /tmp/logs \
  -numOfNode 1 -baseHttpPort 9199 -clusterName lab
