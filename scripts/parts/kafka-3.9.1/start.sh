#!/bin/sh
# Starts one broker that is its own controller. As with the upstream image, a setting is an environment variable:
# KAFKA_ADVERTISED_LISTENERS is advertised.listeners; it replaces the default.
set -ef
env | grep '^KAFKA_' | grep -Ev '^KAFKA_(HEAP_OPTS|OPTS|JVM_PERFORMANCE_OPTS|LOG4J_[A-Z_]*)=' |
  sed 's/^KAFKA_//' | awk -F= '{ name = tolower($1); gsub("_", ".", name); sub(/^[^=]*=/, ""); print name "=" $0 }' >/tmp/given
cat /tmp/given /conf/server.properties | awk -F= '!seen[$1]++' >/tmp/server.properties
java='java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j.configuration=file:/conf/log4j.properties -cp /jars/*'
heap=${KAFKA_HEAP_OPTS:--Xms256m -Xmx256m}
logs=$(sed -n 's/^log\.dirs=//p' /tmp/server.properties)
if [ ! -e "$logs/meta.properties" ]; then
  $java $heap kafka.tools.StorageTool format --ignore-formatted -t "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" -c /tmp/server.properties
fi
exec $java $heap $KAFKA_OPTS kafka.Kafka /tmp/server.properties
