# Fills a hash of lists with strings of drawn lengths, drops most of them and fills again: lists.pl SEED COUNT.
use strict;
use warnings;
my ($seed, $count) = @ARGV;
srand($seed);
my %kept;
for my $turn (1 .. 5) {
    my %lists;
    for my $i (1 .. $count) {
        push @{ $lists{ int(rand($count / 4)) } }, "x" x int(10 + rand(rand(400)));
    }
    my $text = join(",", map { "$_=" . join("|", @{ $lists{$_} }) } sort { $a <=> $b } keys %lists);
    $kept{$turn} = [ split(/,/, substr($text, 0, length($text) / 20)) ];
    undef %lists;
    undef $text;
    select(undef, undef, undef, 0.2);
}
print scalar(keys %kept), "\n";
