#!/bin/busybox sh
# A real guest of the lab, from its first program on: modules, adapters, then commands from the second serial port.
/bin/busybox --install -s /bin
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
exec </dev/null >/dev/console 2>&1

# One at a time may speak.
hold() {
  until mkdir /tmp/speaks 2>/dev/null; do usleep 2000; done
}

say() {
  hold
  printf '%s\n' "$*" >/dev/ttyS1
  rmdir /tmp/speaks
}

# What cannot be set up is told in one sentence; the console has the rest.
trouble() {
  say "trouble $*"
  echo "init: $*"
}

# The interface of a hardware address, as the kernel called it.
card() {
  for one in /sys/class/net/*; do
    [ "$(cat "$one/address")" = "$1" ] && echo "${one##*/}" && return
  done
  return 1
}

# NAME MAC MTU [ADDRESS]: gives an adapter its plan's name, and brings it up.
adapter() {
  found=$(card "$2") || { trouble "no driver has taken the adapter $1, $2"; return 1; }
  [ "$found" = "$1" ] || ip link set dev "$found" name "$1" || return
  ip link set dev "$1" mtu "$3" || { trouble "the adapter $1 carries no MTU of $3"; return 1; }
  [ -z "$4" ] || ip addr add "$4" dev "$1" || return
  ip link set dev "$1" up || { trouble "the adapter $1 does not come up"; return 1; }
}

# NAME: waits until an adapter has a link, without which it loses what is sent: an e1000 negotiates its own for seconds.
linked() {
  for _ in $(seq 500); do
    [ "$(cat "/sys/class/net/$1/carrier")" = 1 ] && return
    usleep 20000
  done
  trouble "the adapter $1 has no link"
  return 1
}

# COMMAND: one of the plan's own, which must succeed.
demand() {
  sh -c "$1" || { trouble "the command '$1' ended with $?"; return 1; }
}

# NUMBER COMMAND: runs it, and answers with its exit status and what it wrote to both outputs.
obey() {
  printf '%s' "$2" | base64 -d >"/tmp/$1.sh"
  sh "/tmp/$1.sh" >"/tmp/$1.out" 2>"/tmp/$1.err"
  status=$?
  hold
  {
    echo "ended $1 $status $(wc -c <"/tmp/$1.out") $(wc -c <"/tmp/$1.err")"
    cat "/tmp/$1.out" "/tmp/$1.err"
  } >/dev/ttyS1
  rmdir /tmp/speaks
  rm "/tmp/$1.sh" "/tmp/$1.out" "/tmp/$1.err"
}

# Held open, or what arrives between two openings would be lost.
exec 8<>/dev/ttyS1
stty -F /dev/ttyS1 raw -echo
if [ -f /etc/modules ]; then
  while read -r module; do
    insmod "/modules/$module" || trouble "the kernel does not take the module $module"
  done </etc/modules
fi
ip link set lo up
. /etc/setup && say ready

# A line with holes is sent again, and one whose answer was slow is sent twice.
last=0
while read -r number length command; do
  [ -n "$command" ] && [ "${#command}" = "$length" ] && [ "$number" -gt 0 ] || continue
  say "taken $number"
  [ "$number" -gt "$last" ] || continue
  last=$number
  obey "$number" "$command" &
done </dev/ttyS1
poweroff -f
