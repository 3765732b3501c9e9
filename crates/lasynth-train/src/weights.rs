//! The weights of a network as one flat vector.
//!
//! Burn keeps every parameter as a tensor of its own. Clipping by the global norm, Adam, the running
//! mean and the checkpoints all treat the weights as one long vector, so that is what they get.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{DType, Device, Gradients, Tensor, TensorData};
use serde::{Deserialize, Serialize};

/// One parameter's part of the flat vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Path of the parameter in the network, such as `encoder.layers.0.weight`.
    pub path: String,
    /// Sizes of the parameter's dimensions, the outermost first.
    pub shape: Vec<usize>,
    /// Index of its first element in the flat vector.
    pub start: usize,
}

impl Slot {
    /// Number of elements.
    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }
}

/// Reads all weights: where each parameter lies, and the values.
pub fn read_weights<M: Module>(module: &M) -> (Vec<Slot>, Vec<f32>) {
    let mut reader = Reader::default();
    module.visit(&mut reader);
    (reader.slots, reader.values)
}

/// Reads the gradients of all weights; zero where a parameter has none.
pub fn read_gradients<M: Module>(module: &M, gradients: Gradients) -> Vec<f32> {
    let mut reader = GradientReader {
        gradients,
        values: Vec::new(),
    };
    module.visit(&mut reader);
    reader.values
}

/// A network with the given weights, on `device`, ready for training if the device is.
pub fn with_weights<M: Module>(module: M, values: &[f32], device: &Device) -> M {
    module.map(&mut Writer {
        values,
        next: 0,
        device,
    })
}

fn append<const D: usize>(values: &mut Vec<f32>, tensor: Tensor<D>) {
    let data = tensor.into_data();
    match data.as_slice::<f32>() {
        Ok(slice) => values.extend_from_slice(slice),
        Err(_) => values.extend(data.convert_dtype(DType::F32).iter::<f32>()),
    }
}

#[derive(Default)]
struct Reader {
    path: Vec<String>,
    slots: Vec<Slot>,
    values: Vec<f32>,
}

impl ModuleVisitor for Reader {
    fn enter_module(&mut self, name: &str, _kind: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _kind: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val().inner();
        self.slots.push(Slot {
            path: self.path.join("."),
            shape: tensor.dims().to_vec(),
            start: self.values.len(),
        });
        append(&mut self.values, tensor);
    }
}

struct GradientReader {
    gradients: Gradients,
    values: Vec<f32>,
}

impl ModuleVisitor for GradientReader {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let len = tensor.shape().num_elements();
        match tensor.grad_remove(&mut self.gradients) {
            Some(gradient) => append(&mut self.values, gradient),
            None => self.values.resize(self.values.len() + len, 0.0),
        }
    }
}

struct Writer<'a> {
    values: &'a [f32],
    next: usize,
    device: &'a Device,
}

impl ModuleMapper for Writer<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, old, mapper) = param.consume();
        let shape = old.shape();
        let end = self.next + shape.num_elements();
        let data = TensorData::new(self.values[self.next..end].to_vec(), shape);
        self.next = end;
        let mut tensor = Tensor::from_data(data, self.device);
        if self.device.is_autodiff() {
            tensor = tensor.require_grad();
        }
        Param::from_mapped_value(id, tensor, mapper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lasynth_nn::{Linear, LinearConfig};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[derive(Module, Debug)]
    struct Two {
        first: Linear,
        rest: Vec<Linear>,
    }

    fn two(device: &Device) -> Two {
        let rng = &mut ChaCha8Rng::seed_from_u64(0);
        Two {
            first: LinearConfig::new(2, 3).init(device, rng),
            rest: vec![LinearConfig::new(3, 1).with_bias(false).init(device, rng)],
        }
    }

    #[test]
    fn weights_go_out_and_come_back() {
        let device = Device::flex().autodiff();
        let (slots, values) = read_weights(&two(&device));
        let paths: Vec<&str> = slots.iter().map(|slot| slot.path.as_str()).collect();
        assert_eq!(paths, ["first.weight", "first.bias", "rest.0.weight"]);
        assert_eq!(values.len(), 12);
        assert_eq!(slots[2].start, 9);
        let new: Vec<f32> = (0..12).map(|i| i as f32).collect();
        let changed = with_weights(two(&device), &new, &device);
        assert_eq!(read_weights(&changed), (slots, new));
    }

    #[test]
    fn gradients_line_up_with_the_weights() {
        let device = Device::flex().autodiff();
        // y = W2 (W1 x + b1) with all weights 1 and x = (1, 2): dy/dW1 = x, dy/db1 = 1, dy/dW2 = 4.
        let module = with_weights(two(&device), &[1.0; 12], &device);
        let x = Tensor::<2>::from_data([[1.0, 2.0]], &device);
        let y = module.rest[0].forward(module.first.forward(x)).sum();
        let gradients = read_gradients(&module, y.backward());
        assert_eq!(
            gradients,
            [1., 1., 1., 2., 2., 2., 1., 1., 1., 4., 4., 4.].map(|x: f32| x)
        );
    }

    #[test]
    fn a_parameter_without_gradient_counts_as_zero() {
        let device = Device::flex().autodiff();
        let module = with_weights(two(&device), &[1.0; 12], &device);
        let x = Tensor::<2>::from_data([[1.0, 2.0]], &device);
        let y = module.first.forward(x).sum();
        let gradients = read_gradients(&module, y.backward());
        assert_eq!(gradients[9..], [0.0; 3]);
    }
}
