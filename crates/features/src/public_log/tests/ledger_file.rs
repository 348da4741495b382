//! A downloaded chain, as a test reads it.

use serde_json::Value;

/// The heads of a chain file, and its proofs.
pub struct Chain {
    /// The head after each line, in order.
    pub heads: Vec<[u8; 32]>,
    /// Number of a line, and the proof of its head.
    pub proofs: Vec<(u64, String)>,
}

impl Chain {
    /// Reads a file of the form `cloakroom-chain-2`.
    pub fn read(file: &str) -> Chain {
        let file: Value = serde_json::from_str(file).unwrap();
        assert_eq!(file["format"], "cloakroom-chain-2");
        let heads =
            file["lines"].as_array().unwrap().iter().map(|line| bytes(line["head"].as_str().unwrap()));
        let proofs = file["log"]["proofs"].as_array().unwrap().iter();
        let proof =
            |proof: &Value| (proof["seq"].as_u64().unwrap(), proof["proof"].as_str().unwrap().to_owned());
        Chain { heads: heads.collect(), proofs: proofs.map(proof).collect() }
    }
}

/// The head after a line.
pub fn head_of(chain: &Chain, seq: u64) -> [u8; 32] {
    chain.heads[usize::try_from(seq - 1).unwrap()]
}

fn bytes(hex: &str) -> [u8; 32] {
    let digits: Vec<u8> =
        hex.chars().map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap()).collect();
    let pairs: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    pairs.try_into().unwrap()
}
