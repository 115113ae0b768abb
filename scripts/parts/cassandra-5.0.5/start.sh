#!/bin/sh
# Starts one node that listens on the container's own address. MAX_HEAP_SIZE is the upstream image's variable.
set -e
sed "s/ADDRESS/$(hostname -i)/" /conf/cassandra.yaml >/tmp/cassandra.yaml
heap=${MAX_HEAP_SIZE:-512m}
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms"$heap" -Xmx"$heap" $JVM_EXTRA_OPTS @/conf/jvm.options \
  -cp '/jars/*' org.apache.cassandra.service.CassandraDaemon
