"""Addressed random numbers: a draw is a pure function of (seed, replication, purpose, entity).

Nothing is stored and nothing is drawn in turn, so no rule, team or order of events can move a draw.
Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011) turns an address into random words; a quantile map
turns a uniform into a value, rising in the uniform.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.jit import compiled, inlined, shared

# Purposes. Append only: a purpose's number is part of every result.
GAP = 0
MOMENT = 1
TYPE = 2
DIFFICULT = 3
NEED = 4
BUSYNESS = 5
PATIENCE = 6
GIVE_UP = 7
UPSET = 8
HOLD = 9
DISCERNMENT = 10
RESOLVED = 11
PASSED_ON = 12
REDIAL = 13
REDIAL_DELAY = 14
CALL_BACK = 15
CALL_BACK_DELAY = 16
PLACE = 17
SICK = 18
AWAY = 19
QUIT = 20
VULNERABILITY = 21
SKILL = 22
SPEED = 23
EXHAUSTION_START = 24
VACANCY = 25
RESIDUAL = 26
TENURE = 27
INTRADAY = 28

MAX_SEED = 2**32 - 1
MAX_REPLICATION = 2**20 - 1

M32 = 0xFFFFFFFF


@inlined
def _philox4x32(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    for _ in range(10):
        low_product = 0xD2511F53 * c0
        high_product = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            ((high_product >> 32) & M32) ^ c1 ^ k0,
            high_product & M32,
            ((low_product >> 32) & M32) ^ c3 ^ k1,
            low_product & M32,
        )
        k0 = (k0 + 0x9E3779B9) & M32
        k1 = (k1 + 0xBB67AE85) & M32
    return c0, c1, c2, c3


@compiled
def philox4x32(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Ten rounds of Philox4x32 on four counter and two key words of 32 bits; four words of 32 bits."""
    return _philox4x32(c0, c1, c2, c3, k0, k1)


@inlined
def _uniform(seed: int, replication: int, purpose: int, e0: int, e1: int, e2: int) -> float:
    w0, w1, _, _ = _philox4x32(
        e0 & M32, (e0 >> 32) & M32, e1 & M32, e2 & M32, seed & M32, (purpose << 20) | replication
    )
    return ((w0 >> 5) * 33554432.0 + (w1 >> 7) + 0.5) / 4503599627370496.0


@compiled
def uniform(seed: int, replication: int, purpose: int, e0: int, e1: int, e2: int) -> float:
    """A uniform of 52 bits in (0, 1), never 0 or 1, for three words of entity (the first may need 64 bits).

    A 53rd bit would leave no bit for the half that keeps the draw off 0 and 1.
    """
    return _uniform(seed, replication, purpose, e0, e1, e2)


@compiled
def uniforms(
    seed: int, replication: int, purpose: int, e0: NDArray[np.int64], out: NDArray[np.float64]
) -> None:
    """`uniform` for many first words, the others 0, into `out`: four at a time in the processor's wide registers."""
    for i in range(len(e0)):
        out[i] = _uniform(seed, replication, purpose, e0[i], 0, 0)


@compiled
def exponential(u: float, mean: float) -> float:
    """Quantile of the exponential distribution; never -0."""
    return 0.0 - mean * math.log(1.0 - u)


@compiled
def weibull(u: float, scale: float, shape: float) -> float:
    """Quantile of the Weibull distribution."""
    hazard = -math.log(1.0 - u)
    return scale * math.exp(math.log(hazard) / shape) if hazard > 0.0 else 0.0


@compiled
def normal(u: float) -> float:
    """Quantile of the standard normal distribution, to 16 digits (Wichura 1988, algorithm AS 241)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        num = (
            (
                (
                    (
                        (
                            (2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
                            + 6.7265770927008700853e4
                        )
                        * r
                        + 4.5921953931549871457e4
                    )
                    * r
                    + 1.3731693765509461125e4
                )
                * r
                + 1.9715909503065514427e3
            )
            * r
            + 1.3314166789178437745e2
        ) * r + 3.3871328727963666080e0
        den = (
            (
                (
                    (
                        (
                            (5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
                            + 3.9307895800092710610e4
                        )
                        * r
                        + 2.1213794301586595867e4
                    )
                    * r
                    + 5.3941960214247511077e3
                )
                * r
                + 6.8718700749205790830e2
            )
            * r
            + 4.2313330701600911252e1
        ) * r + 1.0
        return q * num / den
    r = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r = r - 1.6
        num = (
            (
                (
                    (
                        (
                            (7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
                            + 2.41780725177450611770e-1
                        )
                        * r
                        + 1.27045825245236838258e0
                    )
                    * r
                    + 3.64784832476320460504e0
                )
                * r
                + 5.76949722146069140550e0
            )
            * r
            + 4.63033784615654529590e0
        ) * r + 1.42343711074968357734e0
        den = (
            (
                (
                    (
                        (
                            (1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
                            + 1.51986665636164571966e-2
                        )
                        * r
                        + 1.48103976427480074590e-1
                    )
                    * r
                    + 6.89767334985100004550e-1
                )
                * r
                + 1.67638483018380384940e0
            )
            * r
            + 2.05319162663775882187e0
        ) * r + 1.0
    else:
        r = r - 5.0
        num = (
            (
                (
                    (
                        (
                            (2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                            + 1.24266094738807843860e-3
                        )
                        * r
                        + 2.65321895265761230930e-2
                    )
                    * r
                    + 2.96560571828504891230e-1
                )
                * r
                + 1.78482653991729133580e0
            )
            * r
            + 5.46378491116411436990e0
        ) * r + 6.65790464350110377720e0
        den = (
            (
                (
                    (
                        (
                            (2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
                            + 1.84631831751005468180e-5
                        )
                        * r
                        + 7.86869131145613259100e-4
                    )
                    * r
                    + 1.48753612908506148525e-2
                )
                * r
                + 1.36929880922735805310e-1
            )
            * r
            + 5.99832206555887937690e-1
        ) * r + 1.0
    return -num / den if q < 0.0 else num / den


@compiled
def lognormal(u: float, mu: float, sigma: float) -> float:
    """Quantile of the lognormal distribution with parameters of its logarithm."""
    return math.exp(mu + sigma * normal(u))


@shared
def lognormal_parameters(mean: float, cv: float) -> tuple[float, float]:
    """(mu, sigma) of a lognormal with this mean and coefficient of variation."""
    variance = math.log(1.0 + cv * cv)
    return math.log(mean) - variance / 2.0, math.sqrt(variance)
