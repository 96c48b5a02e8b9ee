# In a mount namespace of its own: shows the rest of the command line another /sys/bus and another /dev.
# Usage: unshare -m sh enter.sh BUS DEV COMMAND...
set -e
bus=$1 dev=$2
shift 2
mount --make-rprivate /
for node in null zero random urandom; do
  : >"$dev/$node"
  mount --bind "/dev/$node" "$dev/$node"
done
mount --bind "$bus" /sys/bus
mount --rbind "$dev" /dev
exec "$@"
