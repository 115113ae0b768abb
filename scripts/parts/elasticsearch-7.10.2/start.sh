#!/bin/sh
# Starts one node as the upstream image does, with its bootstrap checks. A setting is an environment variable with its
# own name, such as discovery.type=single-node; x-pack and the security plugin are not in this build, so their settings
# are left out.
set -e
# Elasticsearch makes folders below its home, and the root file system may be read-only.
home=/tmp/elasticsearch
netty=$home/modules/transport-netty4
mkdir -p $home/config $home/lib $netty
cp /conf/log4j2.properties $home/config
cp /conf/plugin-*.properties /conf/plugin-*.policy /jars/netty-*.jar /jars/transport-netty4-*.jar $netty
# The security policy of Elasticsearch names it so.
cp /jars/plugin-classloader-7.10.2.jar $home/lib/elasticsearch-plugin-classloader-7.10.2.jar
# Explicit names: permissions are granted to the paths as they are given. What is in a module may not be here as well.
jars=$(ls /jars/*.jar $home/lib/*.jar | grep -Ev '/jars/(netty|transport-netty4|plugin-classloader)-' | sed 's/$/:/')
env | grep -E '^[a-z_]+(\.[a-z_]+)+=' | grep -Ev '^(xpack|plugins)\.' | sed 's/=/: /' >/tmp/given
# The first line of a name counts: what is given replaces the default.
cat /tmp/given /conf/elasticsearch.yml | awk -F: '!seen[$1]++' >$home/config/elasticsearch.yml
set -f
# Serial collection and the first compiler only: the server is ready sooner and takes less memory.
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${ES_JAVA_OPTS:--Xms512m -Xmx512m} \
  -Djava.io.tmpdir=/tmp -Dlog4j2.disable.jmx=true -Dlog4j.shutdownHookEnabled=false \
  -Des.path.home=$home -Des.path.conf=$home/config -Des.distribution.flavor=oss -Des.distribution.type=docker \
  -Des.bundled_jdk=false -cp "$(echo $jars | sed 's/ //g')" org.elasticsearch.bootstrap.Elasticsearch
