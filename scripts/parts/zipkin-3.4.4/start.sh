#!/bin/sh
# Starts Zipkin with its storage in memory. As with the upstream image, JAVA_OPTS are those of the JVM.
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $JAVA_OPTS -jar /jars/zipkin-server-3.4.4-exec.jar
