#!/usr/bin/perl
# Sends and counts UDP datagrams, and says single frames, in a real guest of the lab. Not even strict.pm:
# only the program is there, without its library.
# Of <bits/socket.h>, <netinet/in.h> and <linux/if_packet.h>.
my ($AF_INET, $AF_PACKET, $SOCK_DGRAM, $SOCK_RAW, $IPPROTO_UDP) = (2, 17, 2, 3, 17);
my ($SOL_SOCKET, $SO_RCVBUFFORCE) = (1, 33);
# Of <asm/unistd_64.h> and <linux/time.h>.
my ($CLOCK_GETTIME, $CLOCK_MONOTONIC) = (228, 1);

sub address { my ($host, $port) = @_; return pack('S n C4 x8', $AF_INET, $port, split(/\./, $host)); }

sub udp { socket(my $socket, $AF_INET, $SOCK_DGRAM, $IPPROTO_UDP) or die "no socket: $!\n"; return $socket; }

sub nanos {
    my $time = "\0" x 16;
    syscall($CLOCK_GETTIME, $CLOCK_MONOTONIC, $time);
    my ($seconds, $nanos) = unpack('q q', $time);
    return $seconds * 1_000_000_000 + $nanos;
}

# The number goes to a file by renaming, so that nobody reads half of it.
sub note {
    my ($file, $number, $nanos) = @_;
    open(my $out, '>', "$file.new") or die "$file: $!\n";
    print $out "$number $nanos\n";
    close($out);
    rename("$file.new", $file);
}

sub count {
    my ($port, $file) = @_;
    my $socket = udp();
    setsockopt($socket, $SOL_SOCKET, $SO_RCVBUFFORCE, pack('i', 16 << 20));
    bind($socket, address('0.0.0.0', $port)) or die "port $port: $!\n";
    note($file, my $arrived = 0, 0);
    my ($noted, $first, $last) = (0, 0, 0);
    while (1) {
        my $ready = '';
        vec($ready, fileno($socket), 1) = 1;
        # Counted first, told when nothing more is there.
        if (select($ready, undef, undef, $arrived == $noted ? undef : 0)) {
            recv($socket, my $datagram, 65536, 0);
            $last = nanos();
            $first = $last if !$arrived++;
        } else {
            note($file, $noted = $arrived, $last - $first);
        }
    }
}

# In small bursts a few milliseconds apart: who falls behind does not catch up. At rate 0 one after the other.
sub send_all {
    my ($host, $port, $datagrams, $size, $rate) = @_;
    my ($socket, $payload, $sent) = (udp(), "\0" x $size, 0);
    connect($socket, address($host, $port)) or die "$host: $!\n";
    my $burst = $rate > 500 ? int($rate / 500) : $rate ? 1 : $datagrams;
    for (my $left = $datagrams; $left > 0; $left -= $burst) {
        for (1 .. ($left < $burst ? $left : $burst)) { $sent++ if defined(send($socket, $payload, 0)); }
        select(undef, undef, undef, $burst / $rate) if $rate;
    }
    print "$sent\n";
}

sub say_frame {
    my ($interface, $hex) = @_;
    open(my $in, '<', "/sys/class/net/$interface/ifindex") or die "$interface: $!\n";
    my $index = <$in>;
    my $frame = pack('H*', $hex);
    socket(my $socket, $AF_PACKET, $SOCK_RAW, 0) or die "no socket: $!\n";
    my $to = pack('S n l S C C a8', $AF_PACKET, 0, $index, 0, 0, 6, substr($frame, 0, 6));
    defined(send($socket, $frame, 0, $to)) or die "$interface: $!\n";
}

my $deed = shift;
if ($deed eq 'count') { count(@ARGV) }
elsif ($deed eq 'send') { send_all(@ARGV) }
elsif ($deed eq 'say') { say_frame(@ARGV) }
else { die "what is $deed?\n" }
