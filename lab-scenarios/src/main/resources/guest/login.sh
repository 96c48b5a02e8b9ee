#!/bin/busybox sh
# A system that came over the network: it brings up the card it came by, and waits for somebody to log in.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
exec </dev/null >/dev/console 2>&1

# What iPXE put on the command line: the word behind NAME=
told() {
  for word in $(cat /proc/cmdline); do
    case $word in "$1="*) echo "${word#*=}" ;; esac
  done
}

while read -r module; do
  insmod "/modules/$module"
done </etc/modules
ip link set lo up
for card in /sys/class/net/*; do
  [ "$(cat "$card/address")" = "$(told lab.card)" ] || continue
  ip addr add "$(told lab.address)" dev "${card##*/}"
  ip link set "${card##*/}" up
done
hostname "$(told lab.host)"
while :; do
  getty -L 0 ttyS0 vt100
done
