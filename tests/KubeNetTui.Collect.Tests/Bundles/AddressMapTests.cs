using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace KubeNetTui.Collect.Tests;

public sealed class AddressMapTests
{
    private readonly AddressMap _map = new([1, 2, 3, 4]);

    [Fact]
    public void Two_addresses_share_as_many_leading_bits_after_as_before_and_none_becomes_another()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<uint>(), ArbMap.Default.ArbFor<uint>(), Gen.Choose(0, 32).ToArbitrary(), (a, random, shared) =>
        {
            uint b = shared == 0 ? random : shared == 32 ? a : (a & (uint.MaxValue << (32 - shared))) | (random & (uint.MaxValue >> shared));
            uint mappedA = Number(_map.Map(Address(a))), mappedB = Number(_map.Map(Address(b)));

            Assert.Equal(Common(a, b), Common(mappedA, mappedB));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void An_address_stays_in_its_network()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<uint>(), Gen.Choose(8, 32).ToArbitrary(), (value, length) =>
        {
            uint mask = length == 0 ? 0 : uint.MaxValue << (32 - length);
            IPNetwork network = new(_map.Map(Address(value & mask), length), length); // throws when host bits are set

            Assert.True(network.Contains(_map.Map(Address(value))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("10.244.1.7", "10.0.0.0/8")]
    [InlineData("172.20.3.4", "172.16.0.0/12")]
    [InlineData("192.168.7.8", "192.168.0.0/16")]
    [InlineData("100.70.1.1", "100.64.0.0/10")]
    public void A_private_address_stays_private_and_its_last_byte_what_it_was(string address, string network)
    {
        IPAddress mapped = _map.Map(IPAddress.Parse(address));

        Assert.True(IPNetwork.Parse(network).Contains(mapped));
        Assert.Equal(IPAddress.Parse(address).GetAddressBytes()[3], mapped.GetAddressBytes()[3]);
    }

    [Theory]
    [InlineData("127.0.0.53")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("169.254.20.10")]
    [InlineData("168.63.129.16")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("ff02::1")]
    public void What_means_the_same_everywhere_stays(string address) => Assert.Equal(IPAddress.Parse(address), _map.Map(IPAddress.Parse(address)));

    [Fact]
    public void IPv6_keeps_prefixes_too_and_link_local_its_own()
    {
        IPAddress one = _map.Map(IPAddress.Parse("fd00:10:244:1::7")), other = _map.Map(IPAddress.Parse("fd00:10:244:1::9"));
        IPAddress network = _map.Map(IPAddress.Parse("fd00:10:244:1::"), 64);

        Assert.NotEqual(IPAddress.Parse("fd00:10:244:1::7"), one);
        Assert.True(new IPNetwork(network, 64).Contains(one) && new IPNetwork(network, 64).Contains(other));
        Assert.True(_map.Map(IPAddress.Parse("fe80::42:acff:fe11:2")).IsIPv6LinkLocal);
        Assert.NotEqual(one, new AddressMap([9]).Map(IPAddress.Parse("fd00:10:244:1::7")));
    }

    private static IPAddress Address(uint value) => new([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private static uint Number(IPAddress address)
    {
        byte[] b = address.GetAddressBytes();
        return ((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3];
    }

    private static int Common(uint a, uint b) => System.Numerics.BitOperations.LeadingZeroCount(a ^ b);
}
