using System.Collections.Generic;
using System.IO;
using System.Threading;
using ExPool.Mm;

namespace ExPool.Machine;

/// <summary>Remembers what was reserved, so that an address leads to its region.</summary>
internal sealed class ReservationBook
{
    private readonly Lock _lock = new();
    private readonly List<Reservation> _reservations = [];

    public void Add(Reservation reservation)
    {
        lock (_lock)
        {
            _reservations.Add(reservation);
        }
    }

    /// <summary>The region an address lies in.</summary>
    /// <exception cref="InvalidDataException">It lies in none: the pools asked for what they do not have.</exception>
    public Reservation Find(nuint address)
    {
        lock (_lock)
        {
            foreach (Reservation reservation in _reservations)
            {
                if (address >= reservation.Address && address - reservation.Address < reservation.ByteCount)
                {
                    return reservation;
                }
            }
        }

        throw new InvalidDataException($"0x{address:X} lies in no reservation of this machine.");
    }

    /// <summary>Forgets the region an address lies in, and answers what it was.</summary>
    public Reservation Take(nuint address)
    {
        Reservation reservation = Find(address);
        lock (_lock)
        {
            _reservations.Remove(reservation);
        }

        return reservation;
    }

    /// <summary>One region.</summary>
    /// <param name="Type">What it is for.</param>
    /// <param name="Address">Its first address.</param>
    /// <param name="ByteCount">Its length.</param>
    /// <param name="Backing">The file or section behind it; <see cref="None"/> for anonymous memory.</param>
    public sealed record Reservation(SystemVaType Type, nuint Address, nuint ByteCount, nint Backing)
    {
        /// <summary>The large pages of a nonpaged pool on Linux; <see langword="null"/> for everything else.</summary>
        public LinuxLargePages? LargePages { get; init; }

        /// <summary>No file and no section.</summary>
        public const nint None = -1;

        /// <summary>Whether a file or a section is behind the region.</summary>
        public bool IsBacked => Backing != None;
    }
}
