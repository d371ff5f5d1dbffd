// The same signatures by BouncyCastle: java -cp bcprov.jar Bouncy.java FILE SECONDS, `make` for a signature on each curve,
// `check FILE...`.
import java.math.BigInteger;
import java.nio.file.*;
import java.util.*;
import org.bouncycastle.asn1.ua.DSTU4145NamedCurves;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.crypto.params.*;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.util.encoders.Hex;

public class Bouncy {
  static ECDomainParameters curve(int degree) {
    int[] degrees = {163, 167, 173, 179, 191, 233, 257, 307, 367, 431};
    for (int i = 0; i < 10; i++) {
      if (degrees[i] == degree) return DSTU4145NamedCurves.getByOID(new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1.3.1.1.2." + i));
    }
    throw new IllegalArgumentException("" + degree);
  }

  // The signer reads the hash as little-endian, as the standard does.
  static byte[] hash(String bigEndian) {
    byte[] bytes = Hex.decode(bigEndian);
    for (int i = 0; i < bytes.length / 2; i++) {
      byte one = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = one;
    }
    return bytes;
  }

  static boolean verify(List<String> lines) {
    ECDomainParameters curve = curve(Integer.parseInt(lines.get(0)));
    ECPublicKeyParameters key = new ECPublicKeyParameters(
        curve.getCurve().createPoint(new BigInteger(lines.get(1), 16), new BigInteger(lines.get(2), 16)), curve);
    DSTU4145Signer signer = new DSTU4145Signer();
    signer.init(false, key);
    return signer.verifySignature(hash(lines.get(3)), new BigInteger(lines.get(4), 16), new BigInteger(lines.get(5), 16));
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("make")) {
      for (int degree : new int[] {163, 167, 173, 179, 191, 233, 257, 307, 367, 431}) {
        ECDomainParameters curve = curve(degree);
        BigInteger d = new BigInteger(curve.getN().bitLength() - 1, new Random(degree)).add(BigInteger.ONE);
        DSTU4145Signer signer = new DSTU4145Signer();
        signer.init(true, new ECPrivateKeyParameters(d, curve));
        byte[] hash = new byte[32];
        new Random(degree + 1).nextBytes(hash);
        BigInteger[] made = signer.generateSignature(hash);
        org.bouncycastle.math.ec.ECPoint q = curve.getG().multiply(d).negate().normalize();
        byte[] reversed = hash(Hex.toHexString(hash));
        System.out.println(degree + " " + q.getAffineXCoord().toBigInteger().toString(16) + " " + q.getAffineYCoord().toBigInteger().toString(16)
            + " " + Hex.toHexString(reversed) + " " + made[0].toString(16) + " " + made[1].toString(16));
      }
      return;
    }
    if (arguments[0].equals("check")) {
      for (String name : Arrays.copyOfRange(arguments, 1, arguments.length)) {
        List<String> lines = Files.readAllLines(Path.of(name));
        List<String> altered = new ArrayList<>(lines);
        altered.set(3, (lines.get(3).endsWith("1") ? lines.get(3).replaceAll(".$", "2") : lines.get(3).replaceAll(".$", "1")));
        System.out.println(verify(lines) && !verify(altered) ? "taken" : "not taken: " + name);
      }
      return;
    }
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    if (!verify(lines)) throw new IllegalStateException("BouncyCastle does not take the signature in " + arguments[0]);
    double seconds = Double.parseDouble(arguments[1]);
    for (int round = 0; round < 2; round++) { // the first one lets the machine compile
      long begin = System.nanoTime(), count = 0;
      while (System.nanoTime() - begin < seconds * 1e9) {
        if (!verify(lines)) throw new IllegalStateException();
        count++;
      }
      double rate = count / ((System.nanoTime() - begin) / 1e9);
      if (round == 1) System.out.printf(Locale.ROOT, "{\"who\":\"BouncyCastle\",\"what\":\"raw verify m=%s\",\"a_second\":%.1f}%n", lines.get(0), rate);
    }
  }
}
